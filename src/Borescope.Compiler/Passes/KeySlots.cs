using System.Collections.Generic;
using System.Linq;

using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Local objects that hold nothing but a map key: written once, in one block, and from then on only handed to the helpers of maps, which read them.</summary>
internal sealed class KeySlots
{
    private const int MaxSize = 64;

    private readonly Dictionary<IrInstruction, KeySlot> _slots = [];

    /// <summary>Finds them; needs dominators.</summary>
    public static KeySlots Find(IrFunction function)
    {
        var found = new KeySlots();
        foreach (IrInstruction i in function.BlockList[0].Code)
        {
            if (i.Op == IrOp.StackSlot && i.Size <= MaxSize)
            {
                found._slots.Add(i, new KeySlot());
            }
        }

        foreach (IrBlock block in function.BlockList)
        {
            foreach (IrInstruction i in block.Code)
            {
                for (int k = 0; k < i.Operands.Length; k++)
                {
                    if (i.Operands[k].Resolved is IrInstruction slot && found._slots.TryGetValue(slot, out KeySlot? key) && !key.Note(block, i, k))
                    {
                        found._slots.Remove(slot);
                    }
                }
            }
        }

        foreach (IrInstruction slot in found._slots.Where(s => !s.Value.IsWrittenBeforeUse).Select(s => s.Key).ToList())
        {
            found._slots.Remove(slot);
        }

        return found;
    }

    /// <summary>Whether the two pointers are keys with the same content wherever both are written.</summary>
    public bool AreEqual(IrValue a, IrValue b) =>
        a == b ? a is IrInstruction same && _slots.ContainsKey(same)
            : a is IrInstruction x && b is IrInstruction y && x.Size == y.Size
                && _slots.TryGetValue(x, out KeySlot? first) && _slots.TryGetValue(y, out KeySlot? second) && first.HasContentOf(second);

    /// <summary>An earlier key of the same content that is written on every way to <paramref name="user"/>, or the key itself.</summary>
    public IrValue Earliest(IrValue key, IrBlock block, IrInstruction user)
    {
        if (key is not IrInstruction slot || !_slots.TryGetValue(slot, out KeySlot? own))
        {
            return key;
        }

        foreach (KeyValuePair<IrInstruction, KeySlot> other in _slots)
        {
            if (other.Key == slot)
            {
                return key;
            }

            if (AreEqual(other.Key, slot) && other.Value.IsWrittenBefore(block, user))
            {
                own.Uses.Remove(user);
                other.Value.Uses.Add(user);
                return other.Key;
            }
        }

        return key;
    }

    /// <summary>Helpers that take a map and a key and leave the key alone.</summary>
    public static bool TakesKey(IrInstruction i) => i.Op == IrOp.CallHelper
        && i.HelperId is BpfHelper.MapLookupElem or BpfHelper.MapUpdateElem or BpfHelper.MapDeleteElem or BpfHelper.MapLookupPercpuElem;

    private sealed class KeySlot
    {
        private readonly List<IrInstruction> _writes = [];
        private IrBlock? _home;
        private readonly List<IrBlock> _useBlocks = [];

        public List<IrInstruction> Uses { get; } = [];

        public bool IsWrittenBeforeUse => _home is not null && Uses.Count > 0 && Enumerable.Range(0, Uses.Count).All(u => IsWrittenBefore(_useBlocks[u], Uses[u]));

        /// <summary>Takes a use of the slot in; false when it is no key after all.</summary>
        public bool Note(IrBlock block, IrInstruction i, int operand)
        {
            if (i.Op is IrOp.Store or IrOp.MemSet && operand == 0 && (_home is null || _home == block) && Uses.Count == 0)
            {
                _home = block;
                _writes.Add(i);
                return true;
            }

            if (TakesKey(i) && operand == 1)
            {
                Uses.Add(i);
                _useBlocks.Add(block);
                return true;
            }

            return false;
        }

        public bool IsWrittenBefore(IrBlock block, IrInstruction user) => block == _home
            ? block.Code.IndexOf(_writes[_writes.Count - 1]) < block.Code.IndexOf(user)
            : DominatorTree.Dominates(_home!, block);

        public bool HasContentOf(KeySlot other)
        {
            if (_writes.Count != other._writes.Count)
            {
                return false;
            }

            for (int k = 0; k < _writes.Count; k++)
            {
                IrInstruction a = _writes[k];
                IrInstruction b = other._writes[k];
                bool same = a.Op == b.Op && a.Offset == b.Offset && (a.Op == IrOp.Store
                    ? IsSame(a.Operands[1].Resolved, b.Operands[1].Resolved)
                    : a.Size == b.Size && a.Fill == b.Fill);
                if (!same)
                {
                    return false;
                }
            }

            return true;
        }

        private static bool IsSame(IrValue a, IrValue b) =>
            a == b || (a is IrConstant x && b is IrConstant y && x.Type == y.Type && x.Value == y.Value);
    }
}
