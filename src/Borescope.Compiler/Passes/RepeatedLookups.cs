using System.Collections.Generic;

using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// A map element looked up again, with no change of the map by this program in between, is the one found before; what was read from it then is what
/// a program may see now, since other processors change it whenever they like. Keys of the same content become one.
/// </summary>
internal sealed class RepeatedLookups
{
    /// <summary>More lookups, or loads, than this in one function are left alone: pairs are compared.</summary>
    private const int MaxLookups = 200;

    private readonly IrFunction _function;
    private readonly KeySlots _keys;
    private readonly List<Place> _lookups = [];
    private readonly List<Place> _loads = [];
    private readonly List<Place> _writes = [];
    private readonly Dictionary<IrBlock, HashSet<IrBlock>> _reach = [];

    private RepeatedLookups(IrFunction function)
    {
        _function = function;
        _keys = KeySlots.Find(function);
    }

    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        ControlFlow.Update(function);
        DominatorTree.Update(function);
        var pass = new RepeatedLookups(function);
        pass.Collect();
        if (pass._lookups.Count is < 1 or > MaxLookups)
        {
            return false;
        }

        bool changed = pass.MergeLookups();
        changed |= pass._loads.Count <= MaxLookups && pass.MergeLoads();
        changed |= pass.ShareKeys();
        if (changed)
        {
            IrRewriter.Apply(function);
        }

        return changed;
    }

    private void Collect()
    {
        foreach (IrBlock block in _function.BlockList)
        {
            for (int k = 0; k < block.Code.Count; k++)
            {
                IrInstruction i = block.Code[k];
                if (i is { Op: IrOp.CallHelper, HelperId: BpfHelper.MapLookupElem } && MapOf(i) is not null)
                {
                    _lookups.Add(new Place(block, k));
                }
                else if (i.Op == IrOp.Load && (i.Flags & IrFlags.Volatile) == 0)
                {
                    _loads.Add(new Place(block, k));
                }
                else if (i.Op is IrOp.Call or IrOp.CallKfunc or IrOp.CallHelper or IrOp.Store or IrOp.Atomic or IrOp.MemSet or IrOp.MemCopy)
                {
                    _writes.Add(new Place(block, k));
                }
            }
        }
    }

    private bool MergeLookups()
    {
        bool changed = false;
        for (int b = 1; b < _lookups.Count; b++)
        {
            IrInstruction later = _lookups[b].Instruction;
            for (int a = 0; a < b; a++)
            {
                IrInstruction earlier = _lookups[a].Instruction;
                if (earlier.Replacement is null && MapOf(earlier) == MapOf(later) && _keys.AreEqual(earlier.Operands[1].Resolved, later.Operands[1].Resolved)
                    && _lookups[a].Dominates(_lookups[b]) && !AnyBetween(_lookups[a], _lookups[b], w => ChangesMap(w, MapOf(later)!)))
                {
                    later.Replacement = earlier;
                    changed = true;
                    break;
                }
            }
        }

        return changed;
    }

    private bool MergeLoads()
    {
        bool changed = false;
        for (int b = 1; b < _loads.Count; b++)
        {
            IrInstruction later = _loads[b].Instruction;
            IrValue element = later.Operands[0].Resolved;
            if (element is not IrInstruction { Op: IrOp.CallHelper, HelperId: BpfHelper.MapLookupElem })
            {
                continue;
            }

            for (int a = 0; a < b; a++)
            {
                IrInstruction earlier = _loads[a].Instruction;
                if (earlier.Replacement is null && earlier.Operands[0].Resolved == element && earlier.Offset == later.Offset && earlier.Type == later.Type
                    && _loads[a].Dominates(_loads[b]) && !AnyBetween(_loads[a], _loads[b], MayWriteElement))
                {
                    later.Replacement = earlier;
                    changed = true;
                    break;
                }
            }
        }

        return changed;
    }

    private bool ShareKeys()
    {
        bool changed = false;
        foreach (IrBlock block in _function.BlockList)
        {
            foreach (IrInstruction i in block.Code)
            {
                if (i.Replacement is null && KeySlots.TakesKey(i) && _keys.Earliest(i.Operands[1].Resolved, block, i) is var earlier && earlier != i.Operands[1].Resolved)
                {
                    i.Operands[1] = earlier;
                    changed = true;
                }
            }
        }

        return changed;
    }

    private static IrMap? MapOf(IrInstruction call) => (call.Operands[0].Resolved as IrInstruction)?.Symbol as IrMap;

    private static bool ChangesMap(IrInstruction i, IrMap map)
    {
        if (i.Op is IrOp.Call or IrOp.CallKfunc)
        {
            return true;
        }

        if (i.Op != IrOp.CallHelper || i.HelperId is BpfHelper.MapLookupElem or BpfHelper.MapLookupPercpuElem)
        {
            return false;
        }

        foreach (IrValue o in i.Operands)
        {
            if (o.Resolved is IrInstruction { Op: IrOp.FunctionAddress } || (o.Resolved is IrInstruction { Op: IrOp.MapAddress } address && address.Symbol == map))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Anything but a write to a local object or into an event: it may hit an element.</summary>
    private static bool MayWriteElement(IrInstruction i)
    {
        if (i.Op is IrOp.Call or IrOp.CallKfunc)
        {
            return true;
        }

        if (i.Op != IrOp.CallHelper)
        {
            return Base(i.Operands[0].Resolved) is not IrInstruction { Op: IrOp.StackSlot or IrOp.MapValueAddress } and not IrInstruction { HelperId: BpfHelper.RingbufReserve };
        }

        foreach (IrValue o in i.Operands)
        {
            if (o.Resolved is IrInstruction { Op: IrOp.FunctionAddress }
                || (o.Type == IrType.Pointer && Base(o.Resolved) is IrPhi or IrInstruction { Op: IrOp.CallHelper, HelperId: BpfHelper.MapLookupElem }))
            {
                return true;
            }
        }

        return i.HelperId is BpfHelper.MapUpdateElem or BpfHelper.MapDeleteElem;
    }

    private static IrValue Base(IrValue pointer)
    {
        while (pointer is IrInstruction { Op: IrOp.Binary, BinaryOp: IrBinaryOp.Add } x)
        {
            pointer = x.Operands[0].Resolved;
        }

        return pointer;
    }

    private bool AnyBetween(Place from, Place to, System.Predicate<IrInstruction> isOne)
    {
        foreach (Place w in _writes)
        {
            if (isOne(w.Instruction) && Follows(from, w) && Follows(w, to))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether some way leads from one place to another.</summary>
    private bool Follows(Place from, Place to)
    {
        if (from.Block == to.Block && from.Index < to.Index)
        {
            return true;
        }

        if (!_reach.TryGetValue(from.Block, out HashSet<IrBlock>? reached))
        {
            reached = [];
            var work = new Stack<IrBlock>();
            work.Push(from.Block);
            while (work.Count > 0)
            {
                foreach (IrBlock next in work.Pop().Successors)
                {
                    if (reached.Add(next))
                    {
                        work.Push(next);
                    }
                }
            }

            _reach.Add(from.Block, reached);
        }

        return reached.Contains(to.Block);
    }

    private readonly struct Place(IrBlock block, int index)
    {
        public IrBlock Block { get; } = block;

        public int Index { get; } = index;

        public IrInstruction Instruction => Block.Code[Index];

        public bool Dominates(Place later) => Block == later.Block ? Index < later.Index : DominatorTree.Dominates(Block, later.Block);
    }
}
