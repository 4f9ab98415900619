namespace Borescope.Compiler.Ir;

/// <summary>A known number. Values narrower than 64 bits are kept zero-extended.</summary>
public sealed class IrConstant : IrValue
{
    /// <summary>Creates a constant; bits above the type's width are dropped.</summary>
    public IrConstant(IrType type, long value)
        : base(type) => Value = value & (long)Bits.Mask(type.Bits());

    /// <summary>The bits, zero-extended.</summary>
    public long Value { get; }

    /// <summary>The value read as a signed number of its width.</summary>
    public long Signed => Bits.SignExtend(Value, Type.Bits());
}
