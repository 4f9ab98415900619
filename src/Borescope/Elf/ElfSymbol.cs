namespace Borescope.Elf;

/// <summary>One entry of a symbol table; its name is read from the table it came from (<see cref="ElfSymbolTable.NameOf"/>).</summary>
/// <param name="Index">Position in its table.</param>
/// <param name="NameOffset">Position of the name in the table's strings.</param>
/// <param name="Value">st_value: an address before the load bias, or an offset into its section in object files.</param>
/// <param name="Size">Bytes; 0 where the producer did not say.</param>
/// <param name="Attributes">st_info.</param>
/// <param name="Section">st_shndx; 0 for an undefined symbol, above 0xff00 special.</param>
/// <param name="Other">st_other; its low two bits are the visibility.</param>
public readonly record struct ElfSymbol(int Index, uint NameOffset, ulong Value, ulong Size, byte Attributes, ushort Section, byte Other = 0)
{
    /// <summary>What it names.</summary>
    public ElfSymbolKind Kind => (ElfSymbolKind)(Attributes & 15);

    /// <summary>Local, global or weak.</summary>
    public ElfBinding Binding => (ElfBinding)(Attributes >> 4);

    /// <summary>Whether the symbol is internal or hidden: other files cannot refer to it.</summary>
    public bool IsHidden => (Other & 3) is 1 or 2;

    /// <summary>Whether the file holds the thing itself, not only the wish for it.</summary>
    public bool IsDefined => Section != ElfConstants.SectionIndexUndefined;

    /// <summary>Whether it names code: a function, or the resolver of an indirect function.</summary>
    public bool IsFunction => Kind is ElfSymbolKind.Function or ElfSymbolKind.IndirectFunction;
}
