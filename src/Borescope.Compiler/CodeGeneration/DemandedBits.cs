using System;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// For each value, how many of its low bits matter to its users. A value nobody reads above bit n may carry rubbish there: a truncation to n bits is then
/// no instruction at all. 64 also stands for "must be zero-extended as promised".
/// </summary>
internal static class DemandedBits
{
    /// <summary>Widths by value id.</summary>
    public static byte[] Compute(IrFunction function, BpfCpuVersion cpu)
    {
        byte[] demand = new byte[function.ValueCount];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int b = function.BlockList.Count - 1; b >= 0; b--)
            {
                var code = function.BlockList[b].Code;
                for (int i = code.Count - 1; i >= 0; i--)
                {
                    changed |= Visit(code[i], demand, cpu);
                }
            }
        }

        return demand;
    }

    private static bool Visit(IrInstruction i, byte[] demand, BpfCpuVersion cpu)
    {
        bool changed = false;
        for (int k = 0; k < i.Operands.Length; k++)
        {
            int id = i.Operands[k].Id;
            if (id < 0)
            {
                continue;
            }

            int bits = Of(i, k, demand, cpu);
            if (bits > demand[id])
            {
                demand[id] = (byte)bits;
                changed = true;
            }
        }

        return changed;
    }

    private static int Of(IrInstruction i, int operand, byte[] demand, BpfCpuVersion cpu)
    {
        switch (i.Op)
        {
            case IrOp.Store when operand == 1:
                return i.Operands[1].Type.Bytes() * 8;
            case IrOp.ByteSwap:
                return i.Size;
            case IrOp.Trunc:
                return Math.Min(i.Type.Bits(), (int)demand[i.Id]);
            case IrOp.ZExt:
                // Only a user that looks above the old width needs the zeros there.
                return demand[i.Id] <= i.Operands[0].Type.Bits() ? demand[i.Id] : 64;
            case IrOp.SExt:
                return Math.Min(i.Operands[0].Type.Bits(), (int)demand[i.Id]);
            case IrOp.Compare when !i.Operands[0].Type.Is64():
                return i.Operands[0].Type == IrType.I32 && cpu >= BpfCpuVersion.V3 ? 32 : 64;
            case IrOp.Binary when i.Type == IrType.I32:
                return Math.Min(32, OfBinary(i, operand, demand));
            case IrOp.Binary when i.Type == IrType.I64:
                return OfBinary(i, operand, demand);
            default:
                return 64;
        }
    }

    private static int OfBinary(IrInstruction i, int operand, byte[] demand)
    {
        int result = demand[i.Id];
        return i.BinaryOp switch
        {
            IrBinaryOp.Add or IrBinaryOp.Sub or IrBinaryOp.Mul or IrBinaryOp.Or or IrBinaryOp.Xor => result,
            IrBinaryOp.And => AndDemand(i, operand, result),
            IrBinaryOp.Shl when operand == 0 => result,
            _ => i.Type.Bits(),
        };
    }

    /// <summary>A constant mask hides everything above its highest bit.</summary>
    private static int AndDemand(IrInstruction i, int operand, int result)
    {
        if (operand == 0 && i.Operands[1] is IrConstant mask)
        {
            int top = 0;
            for (ulong m = (ulong)mask.Value; m != 0; m >>= 1)
            {
                top++;
            }

            return Math.Min(result, top);
        }

        return result;
    }
}
