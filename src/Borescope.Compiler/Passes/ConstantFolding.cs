using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Results of operations on constants, as BPF computes them.</summary>
internal static class ConstantFolding
{
    public static long Binary(IrBinaryOp op, IrConstant a, IrConstant b)
    {
        bool is64 = a.Type.Is64();
        ulong x = (ulong)a.Value;
        ulong y = (ulong)b.Value;
        long sx = a.Signed;
        long sy = b.Signed;
        int count = (int)(y & (is64 ? 63u : 31u));
        return op switch
        {
            IrBinaryOp.Add => (long)(x + y),
            IrBinaryOp.Sub => (long)(x - y),
            IrBinaryOp.Mul => (long)(x * y),
            IrBinaryOp.UDiv => y == 0 ? 0 : (long)(x / y),
            IrBinaryOp.URem => y == 0 ? (long)x : (long)(x % y),
            IrBinaryOp.SDiv => sy == 0 ? 0 : sy == -1 ? unchecked(-sx) : sx / sy,
            IrBinaryOp.SRem => sy == 0 ? sx : sy == -1 ? 0 : sx % sy,
            IrBinaryOp.And => (long)(x & y),
            IrBinaryOp.Or => (long)(x | y),
            IrBinaryOp.Xor => (long)(x ^ y),
            IrBinaryOp.Shl => (long)(x << count),
            IrBinaryOp.LShr => (long)(x >> count),
            _ => sx >> count,
        };
    }

    public static bool Compare(IrCondition c, IrConstant a, IrConstant b)
    {
        ulong x = (ulong)a.Value;
        ulong y = (ulong)b.Value;
        return c switch
        {
            IrCondition.Eq => x == y,
            IrCondition.Ne => x != y,
            IrCondition.Ult => x < y,
            IrCondition.Ule => x <= y,
            IrCondition.Ugt => x > y,
            IrCondition.Uge => x >= y,
            IrCondition.Slt => a.Signed < b.Signed,
            IrCondition.Sle => a.Signed <= b.Signed,
            IrCondition.Sgt => a.Signed > b.Signed,
            IrCondition.Sge => a.Signed >= b.Signed,
            IrCondition.Test => (x & y) != 0,
            _ => (x & y) == 0,
        };
    }

    public static long ByteSwap(IrInstruction i, long value)
    {
        ulong low = (ulong)value & Bits.Mask(i.Size);
        if ((i.Flags & (IrFlags.BigEndian | IrFlags.AlwaysSwap)) == 0)
        {
            return (long)low;
        }

        ulong swapped = 0;
        for (int k = 0; k < i.Size; k += 8)
        {
            swapped = (swapped << 8) | ((low >> k) & 0xff);
        }

        return (long)swapped;
    }
}
