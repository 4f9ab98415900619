using System;

namespace Borescope.Compiler.Ir;

/// <summary>Modifiers of single instructions.</summary>
[Flags]
public enum IrFlags : byte
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>A Load that must neither move, merge nor vanish.</summary>
    Volatile = 1,

    /// <summary>An Atomic whose old value is read.</summary>
    Fetch = 2,

    /// <summary>A ByteSwap between the machine's and big-endian order; without it between the machine's and little-endian.</summary>
    BigEndian = 4,

    /// <summary>A ByteSwap that always reverses.</summary>
    AlwaysSwap = 8,
}
