using System;

namespace Borescope.Elf;

/// <summary>Symbol versions of a dynamic symbol table (<c>.gnu.version</c> and the tables it points into).</summary>
public sealed class ElfVersions
{
    private const ushort HiddenBit = 0x8000;

    private readonly ElfFile _file;
    private readonly int _indexes;
    private readonly int _count;
    private readonly int _strings;
    private readonly int _stringBytes;
    private readonly (uint Name, bool IsDefined)[] _names;

    internal ElfVersions(ElfFile file, int indexes, int count, int strings, int stringBytes, (uint Name, bool IsDefined)[] names)
    {
        _file = file;
        _indexes = indexes;
        _count = count;
        _strings = strings;
        _stringBytes = stringBytes;
        _names = names;
    }

    /// <summary>The version of a symbol, such as <c>GLIBC_2.34</c>; empty for one without version.</summary>
    public ReadOnlySpan<byte> NameOf(scoped in ElfSymbol symbol)
    {
        var version = Raw(symbol) & ~HiddenBit;
        return version >= 2 && version < _names.Length && _names[version].Name != 0
            ? ElfWords.Text(_file.Raw.Slice(_strings, _stringBytes), _names[version].Name)
            : default;
    }

    /// <summary>Whether the file defines this version and links without a version get it: <c>sym@@VER</c>.</summary>
    public bool IsDefault(in ElfSymbol symbol) => Raw(symbol) is >= 2 and var version && version < _names.Length && _names[version].IsDefined;

    /// <summary>Whether the version is an old one, kept for programs linked long ago: <c>sym@VER</c>.</summary>
    public bool IsHidden(in ElfSymbol symbol) => (Raw(symbol) & HiddenBit) != 0;

    private int Raw(in ElfSymbol symbol) =>
        (uint)symbol.Index < (uint)_count ? ElfWords.Half(_file.Raw, _indexes + (symbol.Index * 2)) : 0;
}
