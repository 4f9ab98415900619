namespace Borescope.Kernel;

/// <summary>Reads the result convention of <see cref="ISystemCalls"/>: negative numbers are negated errnos.</summary>
public static class ErrnoExtensions
{
    private const int MaxErrno = 4095;

    /// <summary>The error in a result, <see cref="Errno.None"/> for success. Works for addresses too.</summary>
    public static Errno AsErrno(this nint result) => result is < 0 and >= -MaxErrno ? (Errno)(int)-result : Errno.None;

    /// <summary>The error in a result, <see cref="Errno.None"/> for success.</summary>
    public static Errno AsErrno(this int result) => ((nint)result).AsErrno();

    /// <summary>The error in words and by name: <c>no space left on device (ENOSPC)</c>.</summary>
    public static string Describe(this Errno errno) => $"{ErrnoText.Of(errno)} ({errno})";
}
