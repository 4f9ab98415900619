using System;
using System.Collections.Generic;

using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Common subexpressions: walking the dominator tree, an operation with the same operands as one above becomes that one. Loads of local objects and of the
/// context repeat the value known from before as long as nothing in between can write it. Calls are never merged, but for helpers that always answer
/// the same.
/// </summary>
internal sealed class ValueNumbering
{
    private readonly IrFunction _function;
    private readonly Dictionary<Key, IrInstruction> _known = [];
    private readonly Dictionary<IrValue, bool> _truths = [];

    private ValueNumbering(IrFunction function) => _function = function;

    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        ControlFlow.Update(function);
        DominatorTree.Update(function);
        return new ValueNumbering(function).Walk();
    }

    private bool Walk()
    {
        bool changed = false;
        List<IrBlock>?[] children = DominatorTree.Children(_function);
        var work = new Stack<(IrBlock Block, List<Key>? Undo, IrValue? Truth)>();
        work.Push((_function.BlockList[0], null, null));
        while (work.Count > 0)
        {
            (IrBlock block, List<Key>? undo, IrValue? truth) = work.Pop();
            if (undo is not null)
            {
                undo.ForEach(k => _known.Remove(k));
                if (truth is not null)
                {
                    _truths.Remove(truth);
                }

                continue;
            }

            truth = Learn(block);
            undo = [];
            work.Push((block, undo, truth));
            changed |= Visit(block, undo);
            foreach (IrBlock child in children[block.Order] ?? [])
            {
                work.Push((child, null, null));
            }
        }

        if (changed)
        {
            IrRewriter.Apply(_function);
        }

        return changed;
    }

    /// <summary>Behind a branch, its own condition is known: the same comparison of the same values tells nobody anything new, nor the verifier.</summary>
    private IrValue? Learn(IrBlock block)
    {
        if (block.Predecessors.Count != 1 || block.Predecessors[0].Terminator is not { Op: IrOp.BranchIf } branch || branch.Targets[0] == branch.Targets[1])
        {
            return null;
        }

        IrValue condition = branch.Operands[0].Resolved;
        if (condition is IrConstant || _truths.ContainsKey(condition))
        {
            return null;
        }

        _truths.Add(condition, branch.Targets[0] == block);
        return condition;
    }

    private bool Visit(IrBlock block, List<Key> undo)
    {
        bool changed = false;
        var memory = new KnownMemory();
        foreach (IrInstruction i in block.Code)
        {
            for (int k = 0; k < i.Operands.Length; k++)
            {
                IrValue o = i.Operands[k].Resolved;
                if (i.Op != IrOp.Phi && o.Type == IrType.I1 && _truths.TryGetValue(o, out bool truth))
                {
                    o = new IrConstant(IrType.I1, truth ? 1 : 0);
                    changed = true;
                }

                i.Operands[k] = o;
            }

            if (memory.Visit(i) is { } stored)
            {
                i.Replacement = stored;
                changed = true;
            }
            else if (IsPure(i))
            {
                Key key = new(i);
                if (_known.TryGetValue(key, out IrInstruction? same))
                {
                    i.Replacement = same;
                    changed = true;
                }
                else
                {
                    _known.Add(key, i);
                    undo.Add(key);
                }
            }
        }

        return LearnOnEdges(block) || changed;
    }

    /// <summary>What arrives in a successor's phi may be known on the way there: the branch's own condition, or one decided further up.</summary>
    private bool LearnOnEdges(IrBlock block)
    {
        bool changed = false;
        IrBlock[] targets = block.Successors;
        for (int t = 0; t < targets.Length; t++)
        {
            foreach (IrInstruction i in targets[t].Code)
            {
                if (i is not IrPhi phi)
                {
                    break;
                }

                if (phi.Type != IrType.I1 || (targets.Length == 2 && targets[0] == targets[1]))
                {
                    continue;
                }

                int k = Array.IndexOf(phi.IncomingBlocks, block);
                IrValue arriving = phi.Operands[k].Resolved;
                bool own = targets.Length == 2 && arriving is not IrConstant && arriving == block.Terminator!.Operands[0].Resolved;
                if (own || (arriving is not IrConstant && _truths.ContainsKey(arriving)))
                {
                    bool truth = own ? t == 0 : _truths[arriving];
                    phi.Operands[k] = new IrConstant(IrType.I1, truth ? 1 : 0);
                    changed = true;
                }
            }
        }

        return changed;
    }

    private static bool IsPure(IrInstruction i) => i.Op is IrOp.Binary or IrOp.Compare or IrOp.Not or IrOp.ZExt or IrOp.SExt or IrOp.Trunc or IrOp.Cast
        or IrOp.ByteSwap or IrOp.MapAddress or IrOp.MapValueAddress or IrOp.FunctionAddress or IrOp.Materialize
        || (i.Op == IrOp.CallHelper && RepeatableHelpers.Contains(i.HelperId));

    /// <summary>What makes two operations equal.</summary>
    private readonly struct Key : IEquatable<Key>
    {
        private readonly IrInstruction _i;
        private readonly int _hash;

        public Key(IrInstruction i)
        {
            _i = i;
            int h = ((int)i.Op * 31) + (int)i.Type;
            h = (h * 31) + (int)i.BinaryOp + ((int)i.Condition << 8) + (i.Size << 16);
            h = (h * 31) + i.Offset + (i.Symbol?.GetHashCode() ?? 0) + ((int)i.HelperId * 977);
            foreach (IrValue o in i.Operands)
            {
                h = (h * 31) + (o is IrConstant c ? c.Value.GetHashCode() : o.Id * 7919);
            }

            _hash = h;
        }

        public bool Equals(Key other)
        {
            IrInstruction a = _i;
            IrInstruction b = other._i;
            if (a.Op != b.Op || a.Type != b.Type || a.BinaryOp != b.BinaryOp || a.Condition != b.Condition || a.Size != b.Size || a.Offset != b.Offset
                || a.Flags != b.Flags || a.HelperId != b.HelperId || !Equals(a.Symbol, b.Symbol) || a.Operands.Length != b.Operands.Length)
            {
                return false;
            }

            for (int k = 0; k < a.Operands.Length; k++)
            {
                IrValue x = a.Operands[k];
                IrValue y = b.Operands[k];
                if (x != y && !(x is IrConstant c && y is IrConstant d && c.Type == d.Type && c.Value == d.Value))
                {
                    return false;
                }
            }

            return true;
        }

        public override bool Equals(object? obj) => obj is Key k && Equals(k);

        public override int GetHashCode() => _hash;
    }
}
