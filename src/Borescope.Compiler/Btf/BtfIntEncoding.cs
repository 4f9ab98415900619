using System;

namespace Borescope.Compiler.Btf;

/// <summary>How an integer type is to be read.</summary>
[Flags]
public enum BtfIntEncoding
{
    /// <summary>Unsigned.</summary>
    None = 0,

    /// <summary>Signed.</summary>
    Signed = 1,

    /// <summary>A character.</summary>
    Char = 2,

    /// <summary>A truth value.</summary>
    Bool = 4,
}
