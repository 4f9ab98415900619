namespace Borescope.Compiler.Ir;

/// <summary>Atomic operations on 32- or 64-bit memory. Everything but plain Add needs instruction set v3 (Linux 5.12).</summary>
public enum IrAtomicOp : byte
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Bitwise or.</summary>
    Or,

    /// <summary>Bitwise and.</summary>
    And,

    /// <summary>Bitwise exclusive or.</summary>
    Xor,

    /// <summary>Stores the operand, gives the old value.</summary>
    Exchange,

    /// <summary>Stores the operand when memory equals the expected value, gives the old value.</summary>
    CompareExchange,
}
