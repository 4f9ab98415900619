using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <content>Byte order: what scripts write with shifts and masks is one instruction, or none where the result is only compared.</content>
internal sealed partial class Simplification
{
    /// <summary>(x &gt;&gt; 8) | ((x &lt;&lt; 8) &amp; 0xff00) of a 16-bit x.</summary>
    private IrInstruction? SwappedHalf(IrInstruction or, IrValue a, IrValue b)
    {
        if (or.BinaryOp != IrBinaryOp.Or || or.Type.Bits() < 16)
        {
            return null;
        }

        (IrValue down, IrValue up) = Shifted(a, IrBinaryOp.LShr) is null ? (b, a) : (a, b);
        IrValue? x = Shifted(down, IrBinaryOp.LShr);
        if (x is null || KnownBits.Width(x) > 16)
        {
            return null;
        }

        IrValue? y = up is IrInstruction { Op: IrOp.Binary, BinaryOp: IrBinaryOp.And } mask && mask.Operands[1] is IrConstant { Value: 0xff00 }
            ? Shifted(mask.Operands[0], IrBinaryOp.Shl)
            : Shifted(up, IrBinaryOp.Shl) is IrInstruction { Op: IrOp.Binary, BinaryOp: IrBinaryOp.And } low && low.Operands[1] is IrConstant { Value: 0xff } ? low.Operands[0] : null;
        if (x != y)
        {
            return null;
        }

        IrInstruction swap = IrFactory.Unary(_function, IrOp.ByteSwap, or.Type, x, or.Location);
        swap.Size = 16;
        swap.Flags = IrFlags.AlwaysSwap;
        return Add(swap);
    }

    private static IrValue? Shifted(IrValue v, IrBinaryOp shift) =>
        v is IrInstruction { Op: IrOp.Binary } x && x.BinaryOp == shift && x.Operands[1] is IrConstant { Value: 8 } ? x.Operands[0] : null;

    /// <summary>swap(x) = constant is x = swap(constant).</summary>
    private IrInstruction? WithoutSwap(IrInstruction compare, IrValue a, IrConstant c)
    {
        if (compare.Condition is not (IrCondition.Eq or IrCondition.Ne) || a is not IrInstruction { Op: IrOp.ByteSwap } swap || !HasOneUse(swap)
            || KnownBits.Width(swap.Operands[0]) > swap.Size || KnownBits.Width(c) > swap.Size)
        {
            return null;
        }

        var turned = new IrConstant(c.Type, ConstantFolding.ByteSwap(swap, c.Value));
        return Add(IrFactory.Compare(_function, compare.Condition, swap.Operands[0], turned, compare.Location));
    }
}
