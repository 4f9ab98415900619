using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// BPF compares only in branches: a comparison whose result is used as a number becomes a branch around a constant. Branches keep using the comparison
/// itself.
/// </summary>
internal static class TruthValues
{
    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        bool[] asNumber = FindNumbers(function);
        bool changed = false;
        for (int b = 0; b < function.BlockList.Count; b++)
        {
            IrBlock block = function.BlockList[b];
            for (int k = 0; k < block.Code.Count; k++)
            {
                IrInstruction i = block.Code[k];
                if (i.Op == IrOp.Compare && asNumber[i.Id])
                {
                    // Numbers made from it are found in the blocks behind, which this loop reaches later.
                    Materialize(function, block, k, i);
                    changed = true;
                    break;
                }
            }
        }

        if (changed)
        {
            ControlFlow.Update(function);
        }

        return changed;
    }

    /// <summary>Comparisons with users other than branches and inversions that only branches use.</summary>
    private static bool[] FindNumbers(IrFunction function)
    {
        bool[] asNumber = new bool[function.ValueCount];
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (IrBlock block in function.BlockList)
            {
                foreach (IrInstruction i in block.Code)
                {
                    if (i.Op == IrOp.BranchIf || (i.Op == IrOp.Not && !asNumber[i.Id]))
                    {
                        continue;
                    }

                    foreach (IrValue o in i.Operands)
                    {
                        if (o.Type == IrType.I1 && o.Id >= 0 && !asNumber[o.Id])
                        {
                            asNumber[o.Id] = true;
                            changed = true;
                        }
                    }
                }
            }
        }

        return asNumber;
    }

    private static void Materialize(IrFunction function, IrBlock block, int at, IrInstruction compare)
    {
        IrBlock join = IrRewriter.Split(function, block, at + 1, "truth");
        IrBlock isFalse = function.NewBlock("false");
        isFalse.Add(IrFactory.Branch(join, compare.Location));
        block.Add(IrFactory.BranchIf(compare, join, isFalse, compare.Location));
        var phi = new IrPhi(IrType.I1) { Id = function.NewId(), Location = compare.Location, Block = join };
        phi.AddIncoming(block, new IrConstant(IrType.I1, 1));
        phi.AddIncoming(isFalse, new IrConstant(IrType.I1, 0));
        join.Code.Insert(0, phi);
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                if (i.Op is IrOp.BranchIf || i == phi)
                {
                    continue;
                }

                for (int k = 0; k < i.Operands.Length; k++)
                {
                    if (i.Operands[k] == compare)
                    {
                        i.Operands[k] = phi;
                    }
                }
            }
        }
    }
}
