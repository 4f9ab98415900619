using System;
using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Loops that start from constants and touch nothing but numbers are run here, once, and not by each hit of a probe and the verifier.</summary>
internal sealed class ConstantLoops
{
    /// <summary>Instructions that are computed for a loop; one that takes more stays.</summary>
    private const int Limit = 20_000;

    private readonly IrBlock _head;
    private readonly HashSet<IrBlock> _blocks = [];
    private readonly Dictionary<IrInstruction, IrConstant> _values = [];

    private ConstantLoops(IrBlock head)
    {
        _head = head;
        _blocks.Add(head);
        var rest = new Stack<IrBlock>();
        foreach (IrBlock p in head.Predecessors)
        {
            if (DominatorTree.Dominates(head, p))
            {
                rest.Push(p);
            }
        }

        while (rest.Count > 0)
        {
            if (_blocks.Add(rest.Peek()))
            {
                foreach (IrBlock p in rest.Pop().Predecessors)
                {
                    rest.Push(p);
                }
            }
            else
            {
                rest.Pop();
            }
        }
    }

    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        bool changed = false;
        while (RunOne(function))
        {
            changed = true;
        }

        return changed;
    }

    private static bool RunOne(IrFunction function)
    {
        ControlFlow.Update(function);
        if (!function.BlockList.Exists(static b => b.Predecessors.Exists(p => p.Order >= b.Order)))
        {
            return false;
        }

        DominatorTree.Update(function);
        foreach (IrBlock head in function.BlockList)
        {
            if (Entry(head) is { } entry && new ConstantLoops(head).Replace(entry))
            {
                ControlFlow.Update(function);
                IrRewriter.Apply(function);
                return true;
            }
        }

        return false;
    }

    /// <summary>The one block from which a loop is entered, and which goes nowhere else; null when the block starts no such loop.</summary>
    private static IrBlock? Entry(IrBlock head)
    {
        IrBlock? entry = null;
        foreach (IrBlock p in head.Predecessors)
        {
            if (DominatorTree.Dominates(head, p))
            {
                continue;
            }

            if (entry is not null || p.Terminator!.Op != IrOp.Branch)
            {
                return null;
            }

            entry = p;
        }

        return entry is not null && head.Predecessors.Count > 1 ? entry : null;
    }

    /// <summary>Runs the loop; then its entry goes to where it ended, and its values are constants.</summary>
    private bool Replace(IrBlock entry)
    {
        if (End(entry) is not { } end)
        {
            return false;
        }

        entry.Terminator!.Targets = [end.Exit];
        foreach (IrInstruction i in end.Exit.Code)
        {
            if (i is not IrPhi phi)
            {
                break;
            }

            phi.IncomingBlocks[Array.IndexOf(phi.IncomingBlocks, end.Last)] = entry;
        }

        foreach (KeyValuePair<IrInstruction, IrConstant> value in _values)
        {
            value.Key.Replacement = value.Value;
        }

        return true;
    }

    /// <summary>The block behind the loop and the one it is reached from; null when that is not to be told, or takes too long.</summary>
    private (IrBlock Last, IrBlock Exit)? End(IrBlock entry)
    {
        IrBlock from = entry;
        IrBlock at = _head;
        for (int left = Limit; _blocks.Contains(at); left -= at.Code.Count)
        {
            if (left < 0 || !Arrive(from, at) || !Compute(at))
            {
                return null;
            }

            from = at;
            IrInstruction terminator = at.Terminator!;
            int taken = 0;
            if (terminator.Op == IrOp.BranchIf)
            {
                if (terminator.Targets[0] == terminator.Targets[1] || Known(terminator.Operands[0]) is not { } condition)
                {
                    return null;
                }

                taken = condition.Value != 0 ? 0 : 1;
            }
            else if (terminator.Op != IrOp.Branch)
            {
                return null;
            }

            at = terminator.Targets[taken];
        }

        return (from, at);
    }

    // All phis of a block change at once.
    private bool Arrive(IrBlock from, IrBlock at)
    {
        var arrived = new List<(IrPhi Phi, IrConstant Value)>();
        foreach (IrInstruction i in at.Code)
        {
            if (i is not IrPhi phi)
            {
                break;
            }

            if (Known(phi.Operands[Array.IndexOf(phi.IncomingBlocks, from)]) is not { } value)
            {
                return false;
            }

            arrived.Add((phi, value));
        }

        foreach ((IrPhi phi, IrConstant value) in arrived)
        {
            _values[phi] = value;
        }

        return true;
    }

    private bool Compute(IrBlock block)
    {
        foreach (IrInstruction i in block.Code)
        {
            if (i is IrPhi || i.IsTerminator)
            {
                continue;
            }

            if (Result(i) is not { } value)
            {
                return false;
            }

            _values[i] = new IrConstant(i.Type, value);
        }

        return true;
    }

    private long? Result(IrInstruction i)
    {
        if (i.Operands.Length == 0 || Known(i.Operands[0]) is not { } a)
        {
            return null;
        }

        switch (i.Op)
        {
            case IrOp.Binary when Known(i.Operands[1]) is { } b:
                return ConstantFolding.Binary(i.BinaryOp, a, b);
            case IrOp.Compare when Known(i.Operands[1]) is { } b:
                return ConstantFolding.Compare(i.Condition, a, b) ? 1 : 0;
            case IrOp.Not:
                return a.Value ^ 1;
            case IrOp.ZExt or IrOp.Trunc:
                return a.Value;
            case IrOp.SExt:
                return a.Signed;
            case IrOp.ByteSwap:
                return ConstantFolding.ByteSwap(i, a.Value);
            default:
                return null;
        }
    }

    private IrConstant? Known(IrValue value) => value.Resolved switch
    {
        IrConstant constant => constant,
        IrInstruction i when _values.TryGetValue(i, out IrConstant? constant) => constant,
        _ => null,
    };
}
