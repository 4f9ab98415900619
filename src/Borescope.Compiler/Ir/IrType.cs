namespace Borescope.Compiler.Ir;

/// <summary>Width of an IR value. Values of 32 bits or fewer sit zero-extended in a 64-bit register.</summary>
public enum IrType : byte
{
    /// <summary>No value.</summary>
    Void,

    /// <summary>Truth value, 0 or 1.</summary>
    I1,

    /// <summary>8 bits.</summary>
    I8,

    /// <summary>16 bits.</summary>
    I16,

    /// <summary>32 bits.</summary>
    I32,

    /// <summary>64 bits.</summary>
    I64,

    /// <summary>An address, 64 bits. The verifier tracks it; only addition and subtraction apply.</summary>
    Pointer,
}
