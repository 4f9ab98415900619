using System;
using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Divides objects whose address does not escape into pieces, so that every load and store lies in one piece; then breaks copies and fills up along
/// those pieces.
/// </summary>
internal sealed class SlotPartition
{
    /// <summary>Objects above this size stay as they are: nobody gains from a thousand variables.</summary>
    private const int MaxSize = 256;

    private readonly SlotAccess _access;
    private readonly Dictionary<IrInstruction, List<SlotPiece>> _pieces = [];

    public SlotPartition(IrFunction function, SlotAccess access)
    {
        _access = access;
        foreach (IrInstruction slot in access.Slots)
        {
            if (slot.Size <= MaxSize && !access.Escapes(slot))
            {
                _pieces.Add(slot, []);
            }
        }

        if (_pieces.Count > 0)
        {
            Collect(function);
        }
    }

    public bool IsEmpty => _pieces.Count == 0;

    public IEnumerable<SlotPiece> All()
    {
        foreach (IrInstruction slot in _access.Slots)
        {
            if (_pieces.TryGetValue(slot, out List<SlotPiece>? list))
            {
                foreach (SlotPiece p in list)
                {
                    yield return p;
                }
            }
        }
    }

    /// <summary>The piece an access lies in, and its distance from the piece's start.</summary>
    public SlotPiece? Find(IrValue pointer, int offset, int size, out int inside)
    {
        inside = 0;
        if (!Base(pointer, offset, out IrInstruction slot, out int at))
        {
            return null;
        }

        foreach (SlotPiece p in _pieces[slot])
        {
            if (p.Covers(at, size))
            {
                inside = at - p.Start;
                return p;
            }
        }

        return null;
    }

    /// <summary>Replaces copies and fills that touch partitioned objects by single accesses, one per piece.</summary>
    public void BreakUp(IrFunction function)
    {
        foreach (IrBlock block in function.BlockList)
        {
            List<IrInstruction> old = block.Code;
            if (!old.Exists(static i => i.Op is IrOp.MemCopy or IrOp.MemSet))
            {
                continue;
            }

            block.Code = new List<IrInstruction>(old.Count + 16);
            foreach (IrInstruction i in old)
            {
                if (i.Op is IrOp.MemCopy or IrOp.MemSet && Touches(i))
                {
                    Expand(function, block, i);
                }
                else
                {
                    block.Add(i);
                }
            }
        }
    }

    private bool Base(IrValue pointer, int offset, out IrInstruction slot, out int at)
    {
        bool found = _access.TryGetBase(pointer, out slot, out at) && _pieces.ContainsKey(slot);
        at += offset;
        return found;
    }

    private bool Touches(IrInstruction i) => Base(i.Operands[0], 0, out _, out _) || (i.Op == IrOp.MemCopy && Base(i.Operands[1], 0, out _, out _));

    private void Collect(IrFunction function)
    {
        var copies = new List<IrInstruction>();
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                if (i.Op is IrOp.Load or IrOp.Store)
                {
                    int size = i.Op == IrOp.Load ? i.Type.Bytes() : i.Operands[1].Type.Bytes();
                    if (Base(i.Operands[0], i.Offset, out IrInstruction slot, out int at))
                    {
                        Add(_pieces[slot], slot, at, at + size);
                    }
                }
                else if (i.Op == IrOp.MemCopy && Touches(i))
                {
                    copies.Add(i);
                }
            }
        }

        // Pieces of one side of a copy are pieces of the other. Two rounds reach copies of copies; more only cost precision.
        for (int round = 0; round < 2; round++)
        {
            foreach (IrInstruction c in copies)
            {
                Mirror(c);
            }
        }

        foreach (IrInstruction c in copies)
        {
            FillGaps(c);
        }
    }

    /// <summary>Adds a range, melting it with those it overlaps.</summary>
    private static void Add(List<SlotPiece> pieces, IrInstruction slot, int start, int end)
    {
        for (int k = pieces.Count - 1; k >= 0; k--)
        {
            SlotPiece p = pieces[k];
            if (p.Start < end && start < p.End)
            {
                start = Math.Min(start, p.Start);
                end = Math.Max(end, p.End);
                pieces.RemoveAt(k);
            }
        }

        pieces.Add(new SlotPiece(slot, start, end));
    }

    private void Mirror(IrInstruction copy)
    {
        bool d = Base(copy.Operands[0], copy.Offset, out IrInstruction to, out int toStart);
        bool s = Base(copy.Operands[1], copy.SourceOffset, out IrInstruction from, out int fromStart);
        if (!d || !s)
        {
            return;
        }

        Mirror(_pieces[from].ToArray(), fromStart, copy.Size, _pieces[to], to, toStart - fromStart);
        Mirror(_pieces[to].ToArray(), toStart, copy.Size, _pieces[from], from, fromStart - toStart);
    }

    private static void Mirror(SlotPiece[] pieces, int start, int size, List<SlotPiece> into, IrInstruction slot, int shift)
    {
        foreach (SlotPiece p in pieces)
        {
            if (p.Start >= start && p.End <= start + size)
            {
                Add(into, slot, p.Start + shift, p.End + shift);
            }
        }
    }

    /// <summary>Bytes that only copies touch still have to arrive.</summary>
    private void FillGaps(IrInstruction copy)
    {
        for (int side = 0; side < 2; side++)
        {
            if (!Base(copy.Operands[side], side == 0 ? copy.Offset : copy.SourceOffset, out IrInstruction slot, out int start))
            {
                continue;
            }

            List<SlotPiece> pieces = _pieces[slot];
            for (int at = start; at < start + copy.Size;)
            {
                int covered = End(pieces, at);
                if (covered > at)
                {
                    at = covered;
                    continue;
                }

                int limit = Math.Min(start + copy.Size, NextStart(pieces, at));
                int width = 8;
                while (at % width != 0 || at + width > limit)
                {
                    width /= 2;
                }

                pieces.Add(new SlotPiece(slot, at, at + width));
                at += width;
            }
        }
    }

    private static int End(List<SlotPiece> pieces, int at)
    {
        foreach (SlotPiece p in pieces)
        {
            if (p.Start <= at && at < p.End)
            {
                return p.End;
            }
        }

        return at;
    }

    private static int NextStart(List<SlotPiece> pieces, int at)
    {
        int next = int.MaxValue;
        foreach (SlotPiece p in pieces)
        {
            next = p.Start > at ? Math.Min(next, p.Start) : next;
        }

        return next;
    }

    private void Expand(IrFunction f, IrBlock block, IrInstruction i)
    {
        bool copy = i.Op == IrOp.MemCopy;
        for (int done = 0; done < i.Size;)
        {
            int width = Math.Min(Width(i.Operands[0], i.Offset + done, i.Size - done), copy ? Width(i.Operands[1], i.SourceOffset + done, i.Size - done) : 8);
            IrType type = IrTypes.OfBytes(width);
            bool dead = Base(i.Operands[0], i.Offset + done, out IrInstruction slot, out int at) && End(_pieces[slot], at) == at;
            if (!dead)
            {
                IrValue value = new IrConstant(type, unchecked((long)(0x0101010101010101UL * i.Fill)));
                if (copy)
                {
                    IrInstruction load = IrFactory.Load(f, type, i.Operands[1], i.SourceOffset + done, i.Location);
                    block.Add(load);
                    value = load;
                }

                block.Add(IrFactory.Store(i.Operands[0], i.Offset + done, value, i.Location));
            }

            done += width;
        }
    }

    /// <summary>Widest access at a place: a whole piece where it fits, else by alignment and up to the next piece.</summary>
    private int Width(IrValue pointer, int offset, int rest)
    {
        int width = 8;
        if (Base(pointer, offset, out IrInstruction slot, out int at))
        {
            SlotPiece? piece = _pieces[slot].Find(p => p.Start <= at && at < p.End);
            if (piece is not null && piece.Start == at && piece.Size <= rest && piece.IsScalar)
            {
                return piece.Size;
            }

            rest = Math.Min(rest, (piece?.End ?? NextStart(_pieces[slot], at)) - at);
            while (at % width != 0)
            {
                width /= 2;
            }
        }
        else
        {
            width = PointerAlignment.Of(pointer, offset);
        }

        while (width > rest)
        {
            width /= 2;
        }

        return width;
    }
}
