using System;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Alignment known of an address. The kernel insists on it for the stack; other memory the verifier lets be accessed unaligned on machines that can.
/// </summary>
internal static class PointerAlignment
{
    public static int Of(IrValue pointer, int offset) => Math.Min(Find(pointer, 0), OfNumber(offset));

    private static int OfNumber(long v) => v == 0 ? 8 : 1 << Math.Min(3, Bits.TrailingZeros((ulong)v));

    private static int Find(IrValue v, int depth)
    {
        if (v is not IrInstruction i)
        {
            return v is IrConstant c ? OfNumber(c.Value) : v.Type == IrType.Pointer ? 8 : 1;
        }

        switch (i.Op)
        {
            case IrOp.StackSlot:
                return i.Alignment;
            case IrOp.MapValueAddress:
                return OfNumber(i.Offset);
            case IrOp.Cast or IrOp.ZExt:
                return Find(i.Operands[0], depth);
            case IrOp.Binary when i.BinaryOp is IrBinaryOp.Add or IrBinaryOp.Sub or IrBinaryOp.Or:
                return depth > 8 ? 1 : Math.Min(Find(i.Operands[0], depth + 1), Find(i.Operands[1], depth + 1));
            case IrOp.Binary when i.BinaryOp == IrBinaryOp.Shl && i.Operands[1] is IrConstant s:
                return 1 << (int)Math.Min(3, s.Value & 63);
            case IrOp.Binary when i.BinaryOp is IrBinaryOp.Mul or IrBinaryOp.And && i.Operands[1] is IrConstant m:
                return OfNumber(m.Value);
            case IrOp.Phi:
                int all = 8;
                foreach (IrValue o in i.Operands)
                {
                    all = depth > 3 ? 1 : Math.Min(all, Find(o, depth + 1));
                }

                return all;
            default:
                return i.Type == IrType.Pointer ? 8 : 1;
        }
    }
}
