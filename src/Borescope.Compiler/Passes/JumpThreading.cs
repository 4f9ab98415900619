using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// A block that only decides on what its phis brought along is skipped by those predecessors that bring constants: they know the answer. Short-circuit
/// conditions and first rounds of loops become straight this way.
/// </summary>
internal static class JumpThreading
{
    public static bool Run(IrFunction function, PassContext context)
    {
        bool any = false;
        for (int round = function.BlockList.Count + 16; round > 0; round--)
        {
            ControlFlow.Update(function);
            if (!Sweep(function, context))
            {
                break;
            }

            any = true;
        }

        return any;
    }

    private static bool Sweep(IrFunction function, PassContext context)
    {
        foreach (IrBlock b in function.BlockList)
        {
            if (Decide(b) is not { } branch || branch.Targets[0] == branch.Targets[1])
            {
                continue;
            }

            foreach (IrBlock p in b.Predecessors)
            {
                if (p == b || LeadsTwice(p) || Answer(b, branch, p) is not { } truth)
                {
                    continue;
                }

                IrBlock target = branch.Targets[truth ? 0 : 1];
                if (target == b || target.Predecessors.Contains(p))
                {
                    continue;
                }

                if (PhisLeak(b))
                {
                    // Phis read elsewhere lose their one place of definition: put them into variables and let those be promoted anew.
                    IrBlock from = SplitEdges(function, b, p);
                    Demote(function, b);
                    Redirect(b, from, target, branch.Operands[0], truth);
                    ControlFlow.Update(function);
                    ScalarReplacement.Run(function, context);
                }
                else
                {
                    Redirect(b, p, target, branch.Operands[0], truth);
                }

                return true;
            }
        }

        return false;
    }

    private static bool LeadsTwice(IrBlock b) => b.Successors.Length == 2 && b.Successors[0] == b.Successors[1];

    /// <summary>The branch of a block that holds nothing but phis, at most one comparison and the branch.</summary>
    private static IrInstruction? Decide(IrBlock b)
    {
        if (b.Code.Count < 2 || b.Code[0].Op != IrOp.Phi || b.Terminator is not { Op: IrOp.BranchIf } branch)
        {
            return null;
        }

        for (int k = 0; k < b.Code.Count - 1; k++)
        {
            IrInstruction i = b.Code[k];
            if (i.Op != IrOp.Phi && !(i.Op is IrOp.Compare or IrOp.Not && k == b.Code.Count - 2 && branch.Operands[0] == i))
            {
                return null;
            }
        }

        return branch;
    }

    private static bool? Answer(IrBlock b, IrInstruction branch, IrBlock from)
    {
        IrValue condition = branch.Operands[0];
        if (condition is IrInstruction { Op: IrOp.Compare } compare && compare.Block == b)
        {
            return Arriving(compare.Operands[0], b, from) is IrConstant x && Arriving(compare.Operands[1], b, from) is IrConstant y
                ? ConstantFolding.Compare(compare.Condition, x, y)
                : null;
        }

        if (condition is IrInstruction { Op: IrOp.Not } not && not.Block == b)
        {
            return Arriving(not.Operands[0], b, from) is IrConstant n ? n.Value == 0 : null;
        }

        return Arriving(condition, b, from) is IrConstant c ? c.Value != 0 : null;
    }

    private static IrValue Arriving(IrValue v, IrBlock b, IrBlock from) =>
        v is IrPhi phi && phi.Block == b ? phi.Operands[System.Array.IndexOf(phi.IncomingBlocks, from)] : v;

    /// <summary>Whether a value of the block is used other than in the block itself or on its outgoing edges.</summary>
    private static bool PhisLeak(IrBlock b)
    {
        var own = new HashSet<IrValue>(b.Code);
        var seen = new HashSet<IrBlock> { b };
        var work = new Stack<IrBlock>(b.Successors);
        while (work.Count > 0)
        {
            IrBlock x = work.Pop();
            if (!seen.Add(x))
            {
                continue;
            }

            foreach (IrInstruction i in x.Code)
            {
                for (int k = 0; k < i.Operands.Length; k++)
                {
                    if (own.Contains(i.Operands[k]) && !(i is IrPhi phi && phi.IncomingBlocks[k] == b))
                    {
                        return true;
                    }
                }
            }

            foreach (IrBlock s in x.Successors)
            {
                work.Push(s);
            }
        }

        foreach (IrInstruction i in b.Code)
        {
            // A loop's own phi can also be the value that arrives in it from further down.
            for (int k = 0; k < i.Operands.Length; k++)
            {
                if (i is IrPhi phi && own.Contains(i.Operands[k]) && phi.IncomingBlocks[k] != b)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Redirect(IrBlock b, IrBlock from, IrBlock target, IrValue condition, bool truth)
    {
        IrInstruction t = from.Terminator!;
        for (int k = 0; k < t.Targets.Length; k++)
        {
            t.Targets[k] = t.Targets[k] == b ? target : t.Targets[k];
        }

        foreach (IrInstruction i in target.Code)
        {
            if (i is not IrPhi phi)
            {
                break;
            }

            IrValue through = phi.Operands[System.Array.IndexOf(phi.IncomingBlocks, b)];
            phi.AddIncoming(from, through == condition ? new IrConstant(IrType.I1, truth ? 1 : 0) : Arriving(through, b, from));
        }

        foreach (IrInstruction i in b.Code)
        {
            if (i is not IrPhi phi)
            {
                break;
            }

            phi.RemoveIncoming(from);
        }
    }

    /// <summary>
    /// Gives each way into the block from one that has others a block of its own: what is stored for this way must not be stored on the others.
    /// Returns the block that now leads in from <paramref name="wanted"/>.
    /// </summary>
    private static IrBlock SplitEdges(IrFunction function, IrBlock b, IrBlock wanted)
    {
        IrBlock result = wanted;
        foreach (IrBlock p in b.Predecessors)
        {
            IrInstruction terminator = p.Terminator!;
            if (terminator.Targets.Length < 2)
            {
                continue;
            }

            IrBlock edge = function.NewBlock("edge");
            edge.Add(IrFactory.Branch(b, terminator.Location));
            for (int k = 0; k < terminator.Targets.Length; k++)
            {
                terminator.Targets[k] = terminator.Targets[k] == b ? edge : terminator.Targets[k];
            }

            IrRewriter.ReplaceIncoming(b, p, edge);
            result = p == wanted ? edge : result;
        }

        return result;
    }

    /// <summary>Turns the phis of a block into variables: stored by the predecessors, loaded where used.</summary>
    private static void Demote(IrFunction function, IrBlock b)
    {
        var slots = new Dictionary<IrValue, IrInstruction>();
        IrBlock entry = function.BlockList[0];
        foreach (IrInstruction i in b.Code)
        {
            if (i is IrPhi)
            {
                IrInstruction slot = IrFactory.StackSlot(function, i.Type.Bytes(), i.Type.Bytes(), "phi");
                slot.Block = entry;
                entry.Code.Insert(0, slot);
                slots.Add(i, slot);
            }
        }

        foreach (IrBlock user in function.BlockList)
        {
            RepeatDecision(function, b, user);
        }

        foreach (IrBlock user in function.BlockList)
        {
            LoadInstead(function, b, user, slots);
        }

        // The block's own phis stay, to answer its branch; each also goes into its variable at every predecessor's end.
        foreach (KeyValuePair<IrValue, IrInstruction> pair in slots)
        {
            var phi = (IrPhi)pair.Key;
            for (int k = 0; k < phi.Operands.Length; k++)
            {
                List<IrInstruction> code = phi.IncomingBlocks[k].Code;
                IrInstruction store = IrFactory.Store(pair.Value, 0, phi.Operands[k], code[code.Count - 1].Location);
                store.Block = phi.IncomingBlocks[k];
                code.Insert(code.Count - 1, store);
            }
        }
    }

    /// <summary>The block's comparison, where others use its outcome, is made again by them: the block is no longer on all ways there.</summary>
    private static void RepeatDecision(IrFunction function, IrBlock b, IrBlock user)
    {
        IrInstruction decision = b.Code[b.Code.Count - 2];
        if (user == b || decision.Op == IrOp.Phi)
        {
            return;
        }

        for (int n = 0; n < user.Code.Count; n++)
        {
            IrInstruction i = user.Code[n];
            for (int k = 0; k < i.Operands.Length; k++)
            {
                if (i.Operands[k] != decision || (i is IrPhi edge && edge.IncomingBlocks[k] == b))
                {
                    continue;
                }

                IrInstruction again = decision.Op == IrOp.Compare
                    ? IrFactory.Compare(function, decision.Condition, decision.Operands[0], decision.Operands[1], i.Location)
                    : IrFactory.Unary(function, IrOp.Not, IrType.I1, decision.Operands[0], i.Location);
                if (i is IrPhi phi)
                {
                    again.Block = phi.IncomingBlocks[k];
                    again.Block.Code.Insert(again.Block.Code.Count - 1, again);
                }
                else
                {
                    again.Block = user;
                    user.Code.Insert(n++, again);
                }

                i.Operands[k] = again;
            }
        }
    }

    private static void LoadInstead(IrFunction function, IrBlock b, IrBlock user, Dictionary<IrValue, IrInstruction> slots)
    {
        for (int n = 0; n < user.Code.Count; n++)
        {
            IrInstruction i = user.Code[n];
            for (int k = 0; k < i.Operands.Length; k++)
            {
                if (!slots.TryGetValue(i.Operands[k], out IrInstruction? slot) || (user == b && i.Op != IrOp.Phi)
                    || (i is IrPhi edge && edge.IncomingBlocks[k] == b))
                {
                    continue;
                }

                IrInstruction load = IrFactory.Load(function, i.Operands[k].Type, slot, 0, i.Location);
                if (i is IrPhi phi)
                {
                    // Read at the end of the predecessor, before it writes the variables for the block's next round.
                    IrBlock from = phi.IncomingBlocks[k];
                    load.Block = from;
                    from.Code.Insert(from.Code.Count - 1, load);
                }
                else
                {
                    load.Block = user;
                    user.Code.Insert(n++, load);
                }

                i.Operands[k] = load;
            }
        }
    }
}
