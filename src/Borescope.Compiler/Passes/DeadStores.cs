using System.Collections.Generic;

using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Removes stores into local objects of up to 64 bytes that are overwritten, or never read, on every way. A call that gets the object's address reads all
/// of it, except a helper that only fills memory of constant size.
/// </summary>
internal sealed class DeadStores
{
    private readonly IrFunction _function;
    private readonly SlotAccess _access;
    private readonly Dictionary<IrInstruction, int> _numbers = [];
    private readonly HashSet<IrInstruction> _indirect = [];

    private DeadStores(IrFunction function)
    {
        _function = function;
        _access = SlotAccess.Analyze(function);
        foreach (IrInstruction s in _access.Slots)
        {
            if (s.Size <= 64)
            {
                _numbers.Add(s, _numbers.Count);
            }
        }
    }

    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        ControlFlow.Update(function);
        var pass = new DeadStores(function);
        return pass._numbers.Count > 0 && pass.Sweep();
    }

    private bool Sweep()
    {
        FindIndirect();
        int n = _function.BlockList.Count;
        var liveIn = new ulong[n][];
        for (int b = 0; b < n; b++)
        {
            liveIn[b] = new ulong[_numbers.Count];
        }

        ulong[] live = new ulong[_numbers.Count];
        for (bool again = true; again;)
        {
            again = false;
            for (int b = n - 1; b >= 0; b--)
            {
                AtEnd(_function.BlockList[b], liveIn, live);
                Walk(_function.BlockList[b], live, null);
                for (int s = 0; s < live.Length; s++)
                {
                    again |= live[s] != liveIn[b][s];
                    liveIn[b][s] = live[s];
                }
            }
        }

        var dead = new HashSet<IrInstruction>();
        foreach (IrBlock b in _function.BlockList)
        {
            AtEnd(b, liveIn, live);
            Walk(b, live, dead);
        }

        foreach (IrBlock b in _function.BlockList)
        {
            b.Code.RemoveAll(dead.Contains);
        }

        return dead.Count > 0;
    }

    private static void AtEnd(IrBlock block, ulong[][] liveIn, ulong[] live)
    {
        System.Array.Clear(live, 0, live.Length);
        foreach (IrBlock s in block.Successors)
        {
            for (int k = 0; k < live.Length; k++)
            {
                live[k] |= liveIn[s.Order][k];
            }
        }
    }

    /// <summary>Objects reached through anything but slot plus constant: they count as read everywhere.</summary>
    private void FindIndirect()
    {
        foreach (IrBlock b in _function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                for (int k = 0; k < i.Operands.Length; k++)
                {
                    if (!_access.TryGetBase(i.Operands[k], out IrInstruction slot, out _) || _access.TryGetBase(i, out _, out _))
                    {
                        continue;
                    }

                    bool direct = i.Op switch
                    {
                        IrOp.Load or IrOp.MemSet or IrOp.MemCopy => true,
                        IrOp.Store or IrOp.Atomic => k == 0,
                        IrOp.CallHelper => true,
                        _ => false,
                    };
                    if (!direct)
                    {
                        _indirect.Add(slot);
                    }
                }
            }
        }
    }

    private static ulong Bytes(int offset, int size) => offset < 0 || offset >= 64 ? ulong.MaxValue : Bits.Mask(size) << offset;

    private bool Find(IrValue pointer, int offset, out int number, out int at, out IrInstruction slot)
    {
        number = -1;
        bool found = _access.TryGetBase(pointer, out slot, out at) && !_indirect.Contains(slot) && _numbers.TryGetValue(slot, out number);
        at += offset;
        return found;
    }

    private void Walk(IrBlock block, ulong[] live, HashSet<IrInstruction>? dead)
    {
        for (int k = block.Code.Count - 1; k >= 0; k--)
        {
            IrInstruction i = block.Code[k];
            switch (i.Op)
            {
                case IrOp.Store or IrOp.MemSet or IrOp.MemCopy:
                    Write(i, live, dead);
                    if (i.Op == IrOp.MemCopy && Find(i.Operands[1], i.SourceOffset, out int from, out int fromAt, out _))
                    {
                        live[from] |= Bytes(fromAt, i.Size);
                    }

                    break;
                case IrOp.Load when Find(i.Operands[0], i.Offset, out int read, out int readAt, out _):
                    live[read] |= Bytes(readAt, i.Type.Bytes());
                    break;
                case IrOp.Atomic when Find(i.Operands[0], 0, out int atomic, out _, out _):
                    live[atomic] = ulong.MaxValue;
                    break;
                case IrOp.CallHelper:
                    Call(i, live);
                    break;
                default:
                    break;
            }
        }
    }

    private void Write(IrInstruction i, ulong[] live, HashSet<IrInstruction>? dead)
    {
        int size = i.Op == IrOp.Store ? i.Operands[1].Type.Bytes() : i.Size;
        if (!Find(i.Operands[0], i.Offset, out int number, out int at, out IrInstruction slot) || at < 0 || at + size > slot.Size)
        {
            return;
        }

        ulong bytes = Bytes(at, size);
        if ((live[number] & bytes) == 0)
        {
            dead?.Add(i);
        }

        live[number] &= ~bytes;
    }

    /// <summary>
    /// Whether a helper writes every byte of the object it fills, also when it fails. Those that copy strings stop at the NUL (bpf_get_current_comm too, up
    /// to 6.1 at least): what was stored behind it before is still there.
    /// </summary>
    private static bool FillsEverything(BpfHelper helper) =>
        helper is BpfHelper.ProbeRead or BpfHelper.ProbeReadKernel or BpfHelper.ProbeReadUser or BpfHelper.GetNsCurrentPidTgid;

    private void Call(IrInstruction call, ulong[] live)
    {
        BpfHelperDescription row = BpfHelpers.Get(call.HelperId);
        for (int pass = 0; pass < 2; pass++)
        {
            // Filled objects first (walking backwards, they are dead before the call), then the ones that the call reads.
            for (int k = 0; k < call.Operands.Length; k++)
            {
                if (!Find(call.Operands[k], 0, out int number, out int at, out IrInstruction slot))
                {
                    continue;
                }

                bool fills = k + 1 < call.Operands.Length && k < row.Arguments.Count && row.Arguments[k] == BpfArgumentKind.MemoryOut
                    && row.Arguments[System.Math.Min(k + 1, row.Arguments.Count - 1)] == BpfArgumentKind.Size && call.Operands[k + 1] is IrConstant;
                if (fills && pass == 0 && at >= 0 && FillsEverything(call.HelperId))
                {
                    long size = ((IrConstant)call.Operands[k + 1]).Value;
                    live[number] &= ~(size >= 64 - at ? ulong.MaxValue << at : Bytes(at, (int)size));
                }
                else if (!fills && pass == 1)
                {
                    live[number] = ulong.MaxValue;
                }
            }
        }
    }
}
