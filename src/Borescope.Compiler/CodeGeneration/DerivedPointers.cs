using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Which local objects a pointer may point into, followed through arithmetic and phis.</summary>
internal sealed class DerivedPointers
{
    private readonly HashSet<IrInstruction>?[] _slots;
    private readonly HashSet<IrInstruction> _escaped = [];

    private DerivedPointers(int values) => _slots = new HashSet<IrInstruction>?[values];

    public static DerivedPointers Compute(IrFunction function)
    {
        var d = new DerivedPointers(function.ValueCount);
        bool any = false;
        foreach (IrInstruction i in function.BlockList[0].Code)
        {
            if (i.Op == IrOp.StackSlot)
            {
                d._slots[i.Id] = [i];
                any = true;
            }
        }

        for (bool changed = any; changed;)
        {
            changed = false;
            foreach (IrBlock b in function.BlockList)
            {
                foreach (IrInstruction i in b.Code)
                {
                    if (i.Op is IrOp.Binary or IrOp.Phi or IrOp.Cast)
                    {
                        changed |= d.Flow(i);
                    }
                }
            }
        }

        if (any)
        {
            d.FindEscapes(function);
        }

        return d;
    }

    /// <summary>Whether the object's address goes into memory or out of the function.</summary>
    public bool Escapes(IrInstruction slot) => _escaped.Contains(slot);

    /// <summary>Objects that the value may point into; null for none.</summary>
    public HashSet<IrInstruction>? Of(IrValue value) => value.Id >= 0 ? _slots[value.Id] : null;

    /// <summary>Frame numbers of all objects that the operands of an instruction may point into; null for none.</summary>
    public int[]? Reached(IrInstruction i, Dictionary<IrInstruction, int> numbers)
    {
        HashSet<int>? all = null;
        foreach (IrValue o in i.Operands)
        {
            if (Of(o) is { } set)
            {
                foreach (IrInstruction slot in set)
                {
                    (all ??= []).Add(numbers[slot]);
                }
            }
        }

        if (all is null)
        {
            return null;
        }

        int[] result = new int[all.Count];
        all.CopyTo(result);
        return result;
    }

    private bool Flow(IrInstruction i)
    {
        bool changed = false;
        foreach (IrValue o in i.Operands)
        {
            if (Of(o) is { } from)
            {
                HashSet<IrInstruction> to = _slots[i.Id] ??= [];
                foreach (IrInstruction slot in from)
                {
                    changed |= to.Add(slot);
                }
            }
        }

        return changed;
    }

    private void FindEscapes(IrFunction function)
    {
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                int first = i.Op switch
                {
                    IrOp.Store or IrOp.Atomic => 1,
                    IrOp.Return => 0,
                    _ => int.MaxValue,
                };
                for (int k = first; k < i.Operands.Length; k++)
                {
                    if (Of(i.Operands[k]) is { } set)
                    {
                        _escaped.UnionWith(set);
                    }
                }
            }
        }
    }
}
