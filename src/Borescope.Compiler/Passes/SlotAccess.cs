using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>How the function uses its local objects.</summary>
internal sealed class SlotAccess
{
    private readonly Dictionary<IrValue, (IrInstruction Slot, int Offset)> _bases = [];
    private readonly HashSet<IrInstruction> _escaping = [];

    /// <summary>All slots in order.</summary>
    public List<IrInstruction> Slots { get; } = [];

    public static SlotAccess Analyze(IrFunction function)
    {
        var a = new SlotAccess();
        foreach (IrInstruction i in function.BlockList[0].Code)
        {
            if (i.Op == IrOp.StackSlot)
            {
                a.Slots.Add(i);
                a._bases.Add(i, (i, 0));
            }
        }

        if (a.Slots.Count > 0)
        {
            a.FindBases(function);
            a.FindEscapes(function);
        }

        return a;
    }

    /// <summary>Whether the pointer is a slot plus a constant.</summary>
    public bool TryGetBase(IrValue pointer, out IrInstruction slot, out int offset)
    {
        bool found = _bases.TryGetValue(pointer, out (IrInstruction Slot, int Offset) b);
        slot = b.Slot;
        offset = b.Offset;
        return found;
    }

    /// <summary>Whether the slot's address is used for anything but loads, stores, copies and fills at constant offsets.</summary>
    public bool Escapes(IrInstruction slot) => _escaping.Contains(slot);

    private void FindBases(IrFunction function)
    {
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                if (i is { Op: IrOp.Binary, BinaryOp: IrBinaryOp.Add, Type: IrType.Pointer } && i.Operands[1] is IrConstant c
                    && _bases.TryGetValue(i.Operands[0], out (IrInstruction Slot, int Offset) at) && c.Value + at.Offset is >= 0 and < 65536)
                {
                    _bases[i] = (at.Slot, at.Offset + (int)c.Value);
                }
            }
        }
    }

    private void FindEscapes(IrFunction function)
    {
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                for (int k = 0; k < i.Operands.Length; k++)
                {
                    if (_bases.TryGetValue(i.Operands[k], out (IrInstruction Slot, int Offset) at) && !_bases.ContainsKey(i) && !Harmless(i, k, at))
                    {
                        _escaping.Add(at.Slot);
                    }
                }
            }
        }
    }

    private static bool Harmless(IrInstruction i, int operand, (IrInstruction Slot, int Offset) at)
    {
        int offset = at.Offset + (operand == 1 ? i.SourceOffset : i.Offset);
        int size = i.Op switch
        {
            IrOp.Load when operand == 0 && (i.Flags & IrFlags.Volatile) == 0 => i.Type.Bytes(),
            IrOp.Store when operand == 0 => i.Operands[1].Type.Bytes(),
            IrOp.MemCopy or IrOp.MemSet => i.Size,
            _ => int.MaxValue,
        };

        // Out of its object is undefined; leave such code as it stands for the kernel to refuse.
        return size != int.MaxValue && offset >= 0 && offset + size <= at.Slot.Size;
    }
}
