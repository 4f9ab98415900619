using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <content>Arithmetic.</content>
internal sealed partial class Simplification
{
    private static bool IsCommutative(IrBinaryOp op) => op is IrBinaryOp.Add or IrBinaryOp.Mul or IrBinaryOp.And or IrBinaryOp.Or or IrBinaryOp.Xor;

    private IrValue? BetterBinary(IrInstruction i)
    {
        IrValue a = i.Operands[0];
        IrValue b = i.Operands[1];
        if (a is IrConstant x && b is IrConstant y)
        {
            return new IrConstant(i.Type, ConstantFolding.Binary(i.BinaryOp, x, y));
        }

        if (a is IrConstant && IsCommutative(i.BinaryOp) && i.Type != IrType.Pointer)
        {
            i.Operands[0] = b;
            i.Operands[1] = a;
            return i;
        }

        if (b is IrConstant c)
        {
            return WithConstant(i, a, c) ?? Reassociated(i, a, c);
        }

        if (a == b && i.Type != IrType.Pointer)
        {
            switch (i.BinaryOp)
            {
                case IrBinaryOp.Sub or IrBinaryOp.Xor:
                    return new IrConstant(i.Type, 0);
                case IrBinaryOp.And or IrBinaryOp.Or:
                    return a;
                default:
                    break;
            }
        }

        return SwappedHalf(i, a, b) ?? FloatConstantUp(i, a, b);
    }

    private static IrValue? WithConstant(IrInstruction i, IrValue a, IrConstant c)
    {
        int bits = i.Type.Bits();
        ulong all = Bits.Mask(bits);
        ulong v = (ulong)c.Value;
        switch (i.BinaryOp)
        {
            case IrBinaryOp.Add or IrBinaryOp.Or or IrBinaryOp.Xor when v == 0:
            case IrBinaryOp.Sub when v == 0:
            case IrBinaryOp.Mul or IrBinaryOp.UDiv or IrBinaryOp.SDiv when v == 1:
            case IrBinaryOp.Shl or IrBinaryOp.LShr or IrBinaryOp.AShr when (v & (uint)(bits - 1)) == 0:
                return a;
            case IrBinaryOp.Mul or IrBinaryOp.And when v == 0:
            case IrBinaryOp.UDiv or IrBinaryOp.SDiv when v == 0:
            case IrBinaryOp.URem or IrBinaryOp.SRem when v == 1:
                return new IrConstant(i.Type, 0);
            case IrBinaryOp.URem or IrBinaryOp.SRem when v == 0:
                return a;
            case IrBinaryOp.Or when v == all:
                return c;
            case IrBinaryOp.And when v == all:
                return a;
            case IrBinaryOp.And when (Bits.Mask(KnownBits.Width(a)) & ~v) == 0 && IsZeroExtendedLoad(a):
                // The verifier knows the upper bits of such a value as well as the mask.
                return a;
            case IrBinaryOp.Sub:
                i.BinaryOp = IrBinaryOp.Add;
                i.Operands[1] = new IrConstant(c.Type, -c.Value);
                return i;
            case IrBinaryOp.Mul when Bits.IsPowerOfTwo(v):
                i.BinaryOp = IrBinaryOp.Shl;
                i.Operands[1] = new IrConstant(c.Type, Bits.TrailingZeros(v));
                return i;
            case IrBinaryOp.UDiv when Bits.IsPowerOfTwo(v):
                i.BinaryOp = IrBinaryOp.LShr;
                i.Operands[1] = new IrConstant(c.Type, Bits.TrailingZeros(v));
                return i;
            case IrBinaryOp.URem when Bits.IsPowerOfTwo(v):
                i.BinaryOp = IrBinaryOp.And;
                i.Operands[1] = new IrConstant(c.Type, (long)(v - 1));
                return i;
            default:
                return null;
        }
    }

    private static bool IsZeroExtendedLoad(IrValue v)
    {
        while (v is IrInstruction { Op: IrOp.ZExt } z)
        {
            v = z.Operands[0];
        }

        return v is IrInstruction { Op: IrOp.Load } && v.Type.Bits() <= 32;
    }

    /// <summary>(x op c1) op c2 = x op (c1 op c2); two shifts add up.</summary>
    private IrInstruction? Reassociated(IrInstruction i, IrValue a, IrConstant c)
    {
        if (a is not IrInstruction { Op: IrOp.Binary } x || x.Operands[1] is not IrConstant inner || x.Type != i.Type)
        {
            return null;
        }

        if (x.BinaryOp == i.BinaryOp && i.BinaryOp is IrBinaryOp.Add or IrBinaryOp.Mul or IrBinaryOp.And or IrBinaryOp.Or or IrBinaryOp.Xor)
        {
            return NewBinary(i, i.BinaryOp, i.Type, x.Operands[0], new IrConstant(inner.Type, ConstantFolding.Binary(i.BinaryOp, inner, c)));
        }

        int bits = i.Type.Bits();
        if (x.BinaryOp == i.BinaryOp && i.BinaryOp is IrBinaryOp.Shl or IrBinaryOp.LShr or IrBinaryOp.AShr
            && (inner.Value & (bits - 1)) + (c.Value & (bits - 1)) < bits)
        {
            return NewBinary(i, i.BinaryOp, i.Type, x.Operands[0], new IrConstant(inner.Type, (inner.Value & (bits - 1)) + (c.Value & (bits - 1))));
        }

        return null;
    }

    /// <summary>(x + c) + y = (x + y) + c: at the top, the constant melts into the offset of a load or store.</summary>
    private IrInstruction? FloatConstantUp(IrInstruction i, IrValue a, IrValue b)
    {
        if (i.BinaryOp != IrBinaryOp.Add)
        {
            return null;
        }

        for (int side = 0; side < 2; side++)
        {
            IrValue inner = side == 0 ? a : b;
            IrValue other = side == 0 ? b : a;
            if (inner is IrInstruction { Op: IrOp.Binary, BinaryOp: IrBinaryOp.Add } x && x.Operands[1] is IrConstant c
                && c.Value is > 0 and <= short.MaxValue && HasOneUse(x) && (i.Type != IrType.I32))
            {
                // A pointer stays on the left.
                IrValue left = x.Operands[0];
                (IrValue l, IrValue r) = other.Type == IrType.Pointer ? (other, left) : (left, other);
                IrInstruction sum = NewBinary(i, IrBinaryOp.Add, i.Type, l, r);
                return NewBinary(i, IrBinaryOp.Add, i.Type, sum, new IrConstant(IrType.I64, c.Value));
            }
        }

        return null;
    }
}
