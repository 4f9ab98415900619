using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Before instruction set v4 there is only unsigned division: signed ones divide the magnitudes and put the sign back.</summary>
internal static class DivisionExpansion
{
    public static bool Run(IrFunction function, PassContext context)
    {
        if (context.Options.Cpu >= BpfCpuVersion.V4)
        {
            return false;
        }

        bool changed = false;
        foreach (IrBlock block in function.BlockList)
        {
            List<IrInstruction> old = block.Code;
            if (!old.Exists(static i => i.Op == IrOp.Binary && i.BinaryOp is IrBinaryOp.SDiv or IrBinaryOp.SRem))
            {
                continue;
            }

            changed = true;
            block.Code = new List<IrInstruction>(old.Count + 8);
            foreach (IrInstruction i in old)
            {
                if (i.Op == IrOp.Binary && i.BinaryOp is IrBinaryOp.SDiv or IrBinaryOp.SRem)
                {
                    i.Replacement = Expand(function, block, i);
                }
                else
                {
                    block.Add(i);
                }
            }
        }

        if (changed)
        {
            IrRewriter.Apply(function);
        }

        return changed;
    }

    private static IrValue Expand(IrFunction f, IrBlock block, IrInstruction i)
    {
        IrValue New(IrBinaryOp op, IrValue x, IrValue y)
        {
            IrInstruction n = IrFactory.Binary(f, op, i.Type, x, y, i.Location);
            block.Add(n);
            return n;
        }

        // sign = -1 or 0; (x ^ sign) - sign negates exactly when sign is -1.
        IrValue Sign(IrValue x) => New(IrBinaryOp.AShr, x, new IrConstant(i.Type, i.Type.Bits() - 1));
        IrValue Apply(IrValue x, IrValue sign) => New(IrBinaryOp.Sub, New(IrBinaryOp.Xor, x, sign), sign);

        IrValue a = i.Operands[0];
        IrValue signA = Sign(a);
        IrValue magnitudeA = Apply(a, signA);
        IrValue sign = signA;
        IrValue magnitudeB;
        if (i.Operands[1] is IrConstant c)
        {
            bool negative = c.Signed < 0;
            magnitudeB = new IrConstant(i.Type, negative ? -c.Signed : c.Signed);
            if (negative && i.BinaryOp == IrBinaryOp.SDiv)
            {
                sign = New(IrBinaryOp.Xor, signA, new IrConstant(i.Type, -1));
            }
        }
        else
        {
            IrValue signB = Sign(i.Operands[1]);
            magnitudeB = Apply(i.Operands[1], signB);
            if (i.BinaryOp == IrBinaryOp.SDiv)
            {
                sign = New(IrBinaryOp.Xor, signA, signB);
            }
        }

        IrValue magnitude = New(i.BinaryOp == IrBinaryOp.SDiv ? IrBinaryOp.UDiv : IrBinaryOp.URem, magnitudeA, magnitudeB);
        return Apply(magnitude, sign);
    }
}
