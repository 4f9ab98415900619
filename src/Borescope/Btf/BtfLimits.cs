namespace Borescope.Btf;

/// <summary>Upper bounds for everything that BTF bytes can claim.</summary>
internal static class BtfLimits
{
    /// <summary>Largest blob in bytes; vmlinux has 5 to 10 MB.</summary>
    internal const int MaxBytes = 256 << 20;

    /// <summary>Most types in one blob; the kernel itself allows about a million.</summary>
    internal const int MaxTypes = 4 << 20;

    /// <summary>Deepest chain of modifiers, typedefs, arrays or anonymous members that is followed.</summary>
    internal const int MaxDepth = 32;

    /// <summary>Most characters of a C header per byte of the blob; vmlinux needs less than one.</summary>
    internal const long HeaderCharactersPerByte = 16;

    /// <summary>Characters of a C header that are always allowed.</summary>
    internal const long LeastHeaderCharacters = 1 << 16;

    /// <summary>Longest name in bytes that is turned into text.</summary>
    internal const int MaxNameBytes = 4096;

    /// <summary>Lookups by name answered by scanning before an index is built.</summary>
    internal const int ScansBeforeIndex = 12;

    /// <summary>Most characters of the C header of a blob and its base.</summary>
    internal static long HeaderTextOf(BtfSpec spec)
    {
        var characters = LeastHeaderCharacters;
        for (var blob = spec; blob is not null; blob = blob.Base)
            characters += blob.Bytes.Length * HeaderCharactersPerByte;
        return characters;
    }
}
