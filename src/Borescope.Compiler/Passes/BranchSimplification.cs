using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Folds branches on constants, splits branches on combined conditions, merges blocks that only follow each other, skips empty ones.</summary>
internal static class BranchSimplification
{
    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        bool any = false;
        for (bool changed = true; changed;)
        {
            ControlFlow.Update(function);
            changed = FoldConstants(function);
            changed |= SplitConditions(function);
            if (changed)
            {
                ControlFlow.Update(function);
            }

            changed |= Merge(function);
            changed |= SkipEmpty(function);
            any |= changed;
        }

        ControlFlow.Update(function);
        return any;
    }

    private static bool FoldConstants(IrFunction function)
    {
        bool changed = false;
        foreach (IrBlock b in function.BlockList)
        {
            if (b.Terminator is not { Op: IrOp.BranchIf } branch)
            {
                continue;
            }

            if (branch.Operands[0] is IrConstant c)
            {
                IrBlock taken = branch.Targets[c.Value != 0 ? 0 : 1];
                IrBlock left = branch.Targets[c.Value != 0 ? 1 : 0];
                if (left != taken)
                {
                    RemoveIncoming(left, b);
                }
                else
                {
                    RemoveIncoming(taken, b);
                }

                MakeBranch(branch, taken);
                changed = true;
            }
            else if (branch.Targets[0] == branch.Targets[1] && (branch.Targets[0].Code[0].Op != IrOp.Phi))
            {
                MakeBranch(branch, branch.Targets[0]);
                changed = true;
            }
        }

        return changed;
    }

    private static void MakeBranch(IrInstruction branch, IrBlock target)
    {
        branch.Op = IrOp.Branch;
        branch.Operands = IrInstruction.NoOperands;
        branch.Targets = [target];
    }

    private static void RemoveIncoming(IrBlock block, IrBlock from)
    {
        foreach (IrInstruction i in block.Code)
        {
            if (i is not IrPhi phi)
            {
                break;
            }

            phi.RemoveIncoming(from);
        }
    }

    /// <summary>A branch on "a and b" becomes a branch on a and one on b; so neither has to become a number.</summary>
    private static bool SplitConditions(IrFunction function)
    {
        bool changed = false;
        for (int n = 0; n < function.BlockList.Count; n++)
        {
            IrBlock b = function.BlockList[n];
            if (b.Terminator is not { Op: IrOp.BranchIf } branch || branch.Targets[0] == branch.Targets[1]
                || branch.Operands[0] is not IrInstruction { Op: IrOp.Binary, Type: IrType.I1 } both || both.BinaryOp is not (IrBinaryOp.And or IrBinaryOp.Or))
            {
                continue;
            }

            bool and = both.BinaryOp == IrBinaryOp.And;
            IrBlock then = branch.Targets[0];
            IrBlock otherwise = branch.Targets[1];
            IrBlock second = function.NewBlock(b.Name);
            second.Add(IrFactory.BranchIf(both.Operands[1], then, otherwise, branch.Location));
            branch.Operands = [both.Operands[0]];
            branch.Targets = and ? [second, otherwise] : [then, second];

            // The short cut still comes from b; the other way now comes from the second block, and the short cut's target gets both.
            IrBlock shared = and ? otherwise : then;
            IrRewriter.ReplaceIncoming(and ? then : otherwise, b, second);
            foreach (IrInstruction i in shared.Code)
            {
                if (i is not IrPhi phi)
                {
                    break;
                }

                phi.AddIncoming(second, phi.Operands[System.Array.IndexOf(phi.IncomingBlocks, b)]);
            }

            changed = true;
        }

        return changed;
    }

    private static bool Merge(IrFunction function)
    {
        bool changed = false;
        foreach (IrBlock b in function.BlockList)
        {
            while (b.Code.Count > 0 && b.Terminator is { Op: IrOp.Branch } branch)
            {
                IrBlock next = branch.Targets[0];
                if (next == b || next.Predecessors.Count != 1 || next == function.BlockList[0] || next.Code.Count == 0)
                {
                    break;
                }

                b.Code.RemoveAt(b.Code.Count - 1);
                foreach (IrInstruction i in next.Code)
                {
                    if (i is IrPhi phi)
                    {
                        phi.Replacement = phi.Operands[0];
                    }
                    else
                    {
                        b.Add(i);
                    }
                }

                next.Code = [];
                foreach (IrBlock s in b.Successors)
                {
                    IrRewriter.ReplaceIncoming(s, next, b);
                    for (int k = 0; k < s.Predecessors.Count; k++)
                    {
                        s.Predecessors[k] = s.Predecessors[k] == next ? b : s.Predecessors[k];
                    }
                }

                changed = true;
            }
        }

        if (changed)
        {
            function.BlockList.RemoveAll(static b => b.Code.Count == 0);
            IrRewriter.Apply(function);
            ControlFlow.Update(function);
        }

        return changed;
    }

    /// <summary>Predecessors of a block that only goes on go there themselves, unless a phi would then have to tell two ways apart that it cannot.</summary>
    private static bool SkipEmpty(IrFunction function)
    {
        bool changed = false;
        foreach (IrBlock b in function.BlockList)
        {
            if (b == function.BlockList[0] || b.Code.Count != 1 || b.Terminator is not { Op: IrOp.Branch } branch || branch.Targets[0] == b)
            {
                continue;
            }

            IrBlock next = branch.Targets[0];
            bool phis = next.Code[0].Op == IrOp.Phi;
            foreach (IrBlock p in b.Predecessors.ToArray())
            {
                if (phis && next.Predecessors.Contains(p))
                {
                    continue;
                }

                IrInstruction t = p.Terminator!;
                if (phis && t.Targets.Length == 2 && t.Targets[0] == t.Targets[1])
                {
                    continue;
                }

                for (int k = 0; k < t.Targets.Length; k++)
                {
                    t.Targets[k] = t.Targets[k] == b ? next : t.Targets[k];
                }

                foreach (IrInstruction i in next.Code)
                {
                    if (i is not IrPhi phi)
                    {
                        break;
                    }

                    phi.AddIncoming(p, phi.Operands[System.Array.IndexOf(phi.IncomingBlocks, b)]);
                }

                next.Predecessors.Add(p);
                b.Predecessors.Remove(p);
                changed = true;
            }

            if (b.Predecessors.Count == 0)
            {
                foreach (IrInstruction i in next.Code)
                {
                    if (i is not IrPhi phi)
                    {
                        break;
                    }

                    phi.RemoveIncoming(b);
                }

                next.Predecessors.Remove(b);
                b.Order = -1;
            }
        }

        if (changed)
        {
            function.BlockList.RemoveAll(static b => b.Order < 0);
        }

        return changed;
    }
}
