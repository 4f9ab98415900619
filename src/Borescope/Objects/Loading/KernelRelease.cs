using System;
using System.Globalization;
using Borescope.Kernel;

namespace Borescope.Objects.Loading;

/// <summary>The kernel's version as a number. Debian and Ubuntu hide the third part: their release names an ABI.</summary>
internal static class KernelRelease
{
    /// <summary>Major, minor and patch in one number, as KERNEL_VERSION makes it.</summary>
    internal static uint Code(ISystemCalls calls)
    {
        // "Ubuntu 5.15.0-25.25-generic 5.15.30", "#1 SMP Debian 6.1.140-1 (2025-05-22)", "6.12.9"
        if (calls.ReadText("/proc/version_signature") is { } ubuntu && TryParse(ubuntu.AsSpan(ubuntu.LastIndexOf(' ') + 1), out var code))
            return code;
        const string Mark = "Debian ";
        var version = calls.ReadText("/proc/sys/kernel/version") ?? "";
        var debian = version.IndexOf(Mark, StringComparison.Ordinal);
        if (debian >= 0 && TryParse(version.AsSpan(debian + Mark.Length), out code))
            return code;
        return TryParse(calls.ReadText("/proc/sys/kernel/osrelease") ?? "", out code) ? code : 0;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out uint code)
    {
        code = 0;
        Span<uint> parts = stackalloc uint[3];
        parts.Clear();
        for (var index = 0; index < parts.Length; index++)
        {
            var length = 0;
            while (length < text.Length && char.IsAsciiDigit(text[length]))
                length++;
            if (!uint.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out parts[index]))
                return false;
            text = text[length..];
            if (index == parts.Length - 1)
                break;
            if (text.IsEmpty || text[0] != '.')
                return false;
            text = text[1..];
        }

        code = (parts[0] << 16) + (parts[1] << 8) + Math.Min(parts[2], 255);
        return true;
    }
}
