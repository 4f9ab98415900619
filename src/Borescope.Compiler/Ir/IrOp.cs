namespace Borescope.Compiler.Ir;

/// <summary>What an IR instruction does.</summary>
public enum IrOp : byte
{
    /// <summary>Value chosen by the predecessor block.</summary>
    Phi,

    /// <summary>Arithmetic on two operands (<see cref="IrBinaryOp"/>).</summary>
    Binary,

    /// <summary>Comparison of two operands (<see cref="IrCondition"/>), gives I1.</summary>
    Compare,

    /// <summary>Inverts an I1.</summary>
    Not,

    /// <summary>Zero extension.</summary>
    ZExt,

    /// <summary>Sign extension.</summary>
    SExt,

    /// <summary>Keeps the low bits.</summary>
    Trunc,

    /// <summary>Reinterprets between I64 and Pointer.</summary>
    Cast,

    /// <summary>A constant kept in a register because several instructions need it and none can hold it.</summary>
    Materialize,

    /// <summary>Reverses or normalises byte order.</summary>
    ByteSwap,

    /// <summary>Address of a local object.</summary>
    StackSlot,

    /// <summary>Address of a map.</summary>
    MapAddress,

    /// <summary>Address inside an array map's value.</summary>
    MapValueAddress,

    /// <summary>Address of a callback function.</summary>
    FunctionAddress,

    /// <summary>Reads memory.</summary>
    Load,

    /// <summary>Writes memory.</summary>
    Store,

    /// <summary>Copies a constant number of bytes.</summary>
    MemCopy,

    /// <summary>Fills a constant number of bytes.</summary>
    MemSet,

    /// <summary>Atomic read-modify-write.</summary>
    Atomic,

    /// <summary>Calls a kernel BPF helper.</summary>
    CallHelper,

    /// <summary>Calls a sub-program.</summary>
    Call,

    /// <summary>Calls a kernel function by BTF name.</summary>
    CallKfunc,

    /// <summary>Goes to a block.</summary>
    Branch,

    /// <summary>Goes to one of two blocks.</summary>
    BranchIf,

    /// <summary>Leaves the function.</summary>
    Return,
}
