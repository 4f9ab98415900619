using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Values known to be in memory at a point of a block. Local objects are written by stores to them and by calls; other memory may change at any time
/// (other CPUs), so that only what was read off the same unchanging base, the context, is remembered, up to the next call.
/// </summary>
internal sealed class KnownMemory
{
    private readonly List<(IrValue Base, long Offset, IrType Type, IrValue Value)> _known = [];

    /// <summary>Notes the effect of an instruction; for a load whose value is known, gives that value.</summary>
    public IrValue? Visit(IrInstruction i)
    {
        switch (i.Op)
        {
            case IrOp.Load when (i.Flags & IrFlags.Volatile) == 0:
                (IrValue loadBase, long loadOffset) = Split(i.Operands[0], i.Offset);
                if (!IsTracked(loadBase))
                {
                    return null;
                }

                foreach ((IrValue b, long offset, IrType type, IrValue value) in _known)
                {
                    if (b == loadBase && offset == loadOffset && type == i.Type)
                    {
                        return value;
                    }
                }

                _known.Add((loadBase, loadOffset, i.Type, i));
                return null;
            case IrOp.Store:
                Store(i);
                return null;
            case IrOp.MemSet or IrOp.MemCopy or IrOp.Atomic:
                Forget(Split(i.Operands[0], i.Offset).Base);
                return null;
            case IrOp.CallHelper or IrOp.Call or IrOp.CallKfunc:
                // Also what is merely kept alive over a call costs a register.
                _known.Clear();
                return null;
            default:
                return null;
        }
    }

    private static (IrValue Base, long Offset) Split(IrValue pointer, long offset)
    {
        while (pointer is IrInstruction { Op: IrOp.Binary, BinaryOp: IrBinaryOp.Add } x && x.Operands[1] is IrConstant c)
        {
            offset += c.Value;
            pointer = x.Operands[0];
        }

        return (pointer, offset);
    }

    private static bool IsTracked(IrValue v) => v is IrParameter { Index: 0 } or IrInstruction { Op: IrOp.StackSlot };

    private void Store(IrInstruction i)
    {
        (IrValue target, long offset) = Split(i.Operands[0], i.Offset);
        IrType type = i.Operands[1].Type;
        if (target is not IrInstruction { Op: IrOp.StackSlot })
        {
            Forget(target);
            return;
        }

        _known.RemoveAll(k => k.Base == target && k.Offset < offset + type.Bytes() && offset < k.Offset + k.Type.Bytes());
        _known.Add((target, offset, type, i.Operands[1]));
    }

    /// <summary>A write through some pointer: it may hit any tracked memory whose address could be in it.</summary>
    private void Forget(IrValue target)
    {
        if (target is IrInstruction { Op: IrOp.StackSlot })
        {
            _known.RemoveAll(k => k.Base == target);
        }
        else
        {
            _known.Clear();
        }
    }
}
