using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Carries out what passes noted: operands follow <see cref="IrValue.Replacement"/>, replaced instructions go.</summary>
internal static class IrRewriter
{
    public static void Apply(IrFunction function)
    {
        foreach (IrBlock block in function.BlockList)
        {
            List<IrInstruction> code = block.Code;
            int kept = 0;
            for (int k = 0; k < code.Count; k++)
            {
                IrInstruction i = code[k];
                if (i.Replacement is not null)
                {
                    continue;
                }

                IrValue[] operands = i.Operands;
                for (int o = 0; o < operands.Length; o++)
                {
                    if (operands[o].Replacement is not null)
                    {
                        operands[o] = operands[o].Resolved;
                    }
                }

                code[kept++] = i;
            }

            code.RemoveRange(kept, code.Count - kept);
        }
    }

    /// <summary>Splits a block before instruction <paramref name="at"/>; the tail block takes over successors and their phis.</summary>
    public static IrBlock Split(IrFunction function, IrBlock block, int at, string name)
    {
        IrBlock tail = function.NewBlock(name);
        for (int k = at; k < block.Code.Count; k++)
        {
            tail.Add(block.Code[k]);
        }

        block.Code.RemoveRange(at, block.Code.Count - at);
        foreach (IrBlock s in tail.Successors)
        {
            ReplaceIncoming(s, block, tail);
        }

        return tail;
    }

    /// <summary>Tells the phis of a block that one predecessor has been replaced by another.</summary>
    public static void ReplaceIncoming(IrBlock block, IrBlock from, IrBlock to)
    {
        foreach (IrInstruction i in block.Code)
        {
            if (i is not IrPhi phi)
            {
                break;
            }

            for (int k = 0; k < phi.IncomingBlocks.Length; k++)
            {
                if (phi.IncomingBlocks[k] == from)
                {
                    phi.IncomingBlocks[k] = to;
                }
            }
        }
    }
}
