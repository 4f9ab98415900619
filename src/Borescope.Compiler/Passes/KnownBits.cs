using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Upper bound of the number of low bits that can be set, looking only through what the verifier follows as well: loads and extensions, masks, shifts.
/// </summary>
internal static class KnownBits
{
    public static int Width(IrValue v, int depth = 0)
    {
        if (v is IrConstant c)
        {
            int n = 0;
            for (ulong x = (ulong)c.Value; x != 0; x >>= 1)
            {
                n++;
            }

            return n;
        }

        int bits = v.Type.Bits();
        if (v is not IrInstruction i || depth > 6)
        {
            return bits;
        }

        return i.Op switch
        {
            IrOp.ZExt => Width(i.Operands[0], depth + 1),
            IrOp.Trunc => System.Math.Min(bits, Width(i.Operands[0], depth + 1)),
            IrOp.ByteSwap => i.Size,
            IrOp.Binary when i.BinaryOp == IrBinaryOp.And => System.Math.Min(Width(i.Operands[0], depth + 1), Width(i.Operands[1], depth + 1)),
            IrOp.Binary when i.BinaryOp is IrBinaryOp.Or or IrBinaryOp.Xor => System.Math.Max(Width(i.Operands[0], depth + 1), Width(i.Operands[1], depth + 1)),
            IrOp.Binary when i.BinaryOp == IrBinaryOp.LShr && i.Operands[1] is IrConstant s =>
                System.Math.Max(0, Width(i.Operands[0], depth + 1) - (int)(s.Value & (bits - 1))),
            _ => bits,
        };
    }
}
