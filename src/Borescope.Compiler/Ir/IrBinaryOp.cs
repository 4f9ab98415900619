namespace Borescope.Compiler.Ir;

/// <summary>
/// Two-operand arithmetic. Division by zero follows BPF: quotient 0, remainder the dividend. Shift counts are taken modulo the width.
/// </summary>
public enum IrBinaryOp : byte
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Sub,

    /// <summary>Product.</summary>
    Mul,

    /// <summary>Unsigned quotient.</summary>
    UDiv,

    /// <summary>Unsigned remainder.</summary>
    URem,

    /// <summary>Signed quotient, truncated to zero.</summary>
    SDiv,

    /// <summary>Signed remainder, sign of the dividend.</summary>
    SRem,

    /// <summary>Bitwise and.</summary>
    And,

    /// <summary>Bitwise or.</summary>
    Or,

    /// <summary>Bitwise exclusive or.</summary>
    Xor,

    /// <summary>Shift left.</summary>
    Shl,

    /// <summary>Shift right, zero filled.</summary>
    LShr,

    /// <summary>Shift right, sign filled.</summary>
    AShr,
}
