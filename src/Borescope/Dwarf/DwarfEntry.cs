namespace Borescope.Dwarf;

/// <summary>One entry with the attributes that are read; what it does not have is zero, negative or null as said.</summary>
internal struct DwarfEntry
{
    /// <summary>Its place, bytes from the start of <c>.debug_info</c>.</summary>
    internal int Offset;

    /// <summary>What it describes; <see cref="DwarfTag.None"/> with no shape ends a list of children.</summary>
    internal DwarfTag Tag;

    /// <summary>Whether entries follow that belong to it.</summary>
    internal bool HasChildren;

    /// <summary>Whether it ends a list of children.</summary>
    internal bool IsEnd;

    internal DwarfText Name;

    /// <summary>The entry behind its children; 0 when the file does not say.</summary>
    internal int Sibling;

    /// <summary>Its type; 0: none (void).</summary>
    internal int Type;

    /// <summary>The abstract instance that it is a copy of, or the declaration that it completes; 0: none.</summary>
    internal int Origin;

    /// <summary>Of a declaration, the type in a unit of its own that completes it; 0: none.</summary>
    internal int Completion;

    internal ulong? LowAddress;

    /// <summary>First byte behind; 0 when not known.</summary>
    internal ulong HighAddress;

    /// <summary>Bytes; negative when not known.</summary>
    internal long ByteSize;

    /// <summary>Its addresses where they are not one piece; null when they are, or when it has none.</summary>
    internal DwarfValue? Ranges;

    internal DwarfEncoding Encoding;

    internal bool IsDeclaration;

    /// <summary>Whether the compiler says that values of this class are handed over as the address of a copy, or that they are not; null when it says nothing.</summary>
    internal bool? IsPassedByReference;

    /// <summary>A parameter that the compiler has added (<c>this</c>).</summary>
    internal bool IsArtificial;

    /// <summary>A function of a class that is virtual, or a base class.</summary>
    internal bool IsVirtual;

    /// <summary>A function of a class that the compiler writes, or that must not be called.</summary>
    internal bool IsDefaulted;

    /// <summary>Bytes from the start of the structure; null when it is none or has to be computed at run time.</summary>
    internal long? MemberLocation;

    /// <summary>Width of a bit field; 0: none.</summary>
    internal int BitSize;

    /// <summary>Bits from the start of the structure (DWARF 4 and later); negative when not said.</summary>
    internal long DataBitOffset;

    /// <summary>Bits from the most significant one of the storage unit (DWARF 2 and 3); negative when not said.</summary>
    internal long BitOffset;

    /// <summary>Elements of a dimension; negative when not known.</summary>
    internal long Count;

    /// <summary>Value of an enumerator.</summary>
    internal long ConstantValue;

    internal ulong? Lines;
    internal DwarfText Folder;
}
