using System;

namespace Borescope.Objects;

/// <summary>Names as the kernel takes them: 15 letters, digits, underscores and (since 5.2, as data sections) dots.</summary>
internal static unsafe class KernelName
{
    private const int MaxBytes = 15;

    internal static void Write(byte* destination, ReadOnlySpan<char> name)
    {
        for (var index = 0; index < name.Length && index < MaxBytes; index++)
            destination[index] = char.IsAsciiLetterOrDigit(name[index]) || name[index] == '.' ? (byte)name[index] : (byte)'_';
    }
}
