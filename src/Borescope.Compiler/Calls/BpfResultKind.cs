namespace Borescope.Compiler.Calls;

/// <summary>What a helper leaves in r0.</summary>
public enum BpfResultKind : byte
{
    /// <summary>Nothing to read.</summary>
    Void,

    /// <summary>A number.</summary>
    Scalar,

    /// <summary>Address of a map value; never 0.</summary>
    MapValue,

    /// <summary>Address of a map value, or 0: compare before use.</summary>
    MapValueOrNull,

    /// <summary>Address of a ring buffer record, or 0: compare before use, then submit or discard.</summary>
    RecordOrNull,

    /// <summary>Address of a kernel object or memory; never 0.</summary>
    Pointer,

    /// <summary>Address of a kernel object or memory, or 0: compare before use.</summary>
    PointerOrNull,
}
