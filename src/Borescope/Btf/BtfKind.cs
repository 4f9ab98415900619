namespace Borescope.Btf;

/// <summary>Kinds of BTF types; numbers of the format.</summary>
public enum BtfKind
{
    /// <summary>Type id 0: <c>void</c>, or no type at all.</summary>
    Void = 0,

    /// <summary>Integer.</summary>
    Int = 1,

    /// <summary>Pointer.</summary>
    Pointer = 2,

    /// <summary>Array.</summary>
    Array = 3,

    /// <summary>Structure.</summary>
    Struct = 4,

    /// <summary>Union.</summary>
    Union = 5,

    /// <summary>Enumeration of values up to 32 bits.</summary>
    Enum = 6,

    /// <summary>Forward declaration.</summary>
    Forward = 7,

    /// <summary>Typedef.</summary>
    Typedef = 8,

    /// <summary>The volatile qualifier.</summary>
    Volatile = 9,

    /// <summary>The const qualifier.</summary>
    Const = 10,

    /// <summary>The restrict qualifier.</summary>
    Restrict = 11,

    /// <summary>Function: name and linkage of a prototype.</summary>
    Function = 12,

    /// <summary>Function prototype.</summary>
    FunctionPrototype = 13,

    /// <summary>Global variable.</summary>
    Variable = 14,

    /// <summary>Section of variables.</summary>
    DataSection = 15,

    /// <summary>Floating point number.</summary>
    Float = 16,

    /// <summary>Tag on a declaration.</summary>
    DeclarationTag = 17,

    /// <summary>Tag on a type.</summary>
    TypeTag = 18,

    /// <summary>Enumeration of 64-bit values.</summary>
    Enum64 = 19,
}
