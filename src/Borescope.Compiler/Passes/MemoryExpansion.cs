using System;
using System.Collections.Generic;

using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Makes single loads and stores of MemCopy and MemSet, as wide as the known alignment allows. Large ones become one call of bpf_probe_read_kernel where
/// the program may make it: it copies any kernel memory, and fills with zeros when told to read address 0.
/// </summary>
internal static class MemoryExpansion
{
    /// <summary>Number of accesses above which a helper call beats them.</summary>
    private const int CallThreshold = 16;

    /// <summary>The same where the alignment allows but one or two bytes at once.</summary>
    private const int NarrowCallThreshold = 8;

    public static bool Run(IrFunction function, PassContext context)
    {
        SlotAccess slots = SlotAccess.Analyze(function);
        RaiseAlignments(slots);
        bool changed = false;
        foreach (IrBlock block in function.BlockList)
        {
            List<IrInstruction> old = block.Code;
            if (!old.Exists(i => i.Op is IrOp.MemCopy or IrOp.MemSet || IsMisaligned(i, slots)))
            {
                continue;
            }

            changed = true;
            block.Code = new List<IrInstruction>(old.Count + 16);
            foreach (IrInstruction i in old)
            {
                if (IsMisaligned(i, slots))
                {
                    Split(function, block, i);
                }
                else if (i.Op is not (IrOp.MemCopy or IrOp.MemSet))
                {
                    block.Add(i);
                }
                else if (Accesses(i) > (IsWide(i) ? CallThreshold : NarrowCallThreshold) && i.Fill == 0 && MayCall(function, context))
                {
                    Call(function, block, i);
                }
                else
                {
                    Expand(function, block, i);
                }
            }
        }

        if (changed)
        {
            IrRewriter.Apply(function);
        }

        return changed;
    }

    /// <summary>Objects are aligned as their widest access wants it, and large ones fully, so that copies can be wide.</summary>
    private static void RaiseAlignments(SlotAccess slots)
    {
        foreach (IrInstruction slot in slots.Slots)
        {
            slot.Alignment = Math.Max(slot.Alignment, slot.Size >= 8 ? 8 : slot.Size >= 4 ? 4 : slot.Size >= 2 ? 2 : 1);
        }
    }

    /// <summary>The kernel refuses stack accesses that are not aligned to their size.</summary>
    private static bool IsMisaligned(IrInstruction i, SlotAccess slots)
    {
        int size = i.Op == IrOp.Load ? i.Type.Bytes() : i.Op == IrOp.Store ? i.Operands[1].Type.Bytes() : 1;
        return size > 1 && slots.TryGetBase(i.Operands[0], out IrInstruction slot, out int offset) && ((offset + i.Offset) % size != 0 || slot.Alignment < size);
    }

    /// <summary>A load or store byte by byte.</summary>
    private static void Split(IrFunction f, IrBlock block, IrInstruction i)
    {
        IrType whole = i.Op == IrOp.Load ? i.Type : i.Operands[1].Type;
        IrType wide = whole.Is64() ? IrType.I64 : IrType.I32;
        IrInstruction Add(IrInstruction n)
        {
            block.Add(n);
            return n;
        }

        IrValue value = i.Op == IrOp.Load ? new IrConstant(wide, 0) : Widened(i.Operands[1]);
        for (int k = 0; k < whole.Bytes(); k++)
        {
            if (i.Op == IrOp.Load)
            {
                IrValue part = Add(IrFactory.Unary(f, IrOp.ZExt, wide, Add(IrFactory.Load(f, IrType.I8, i.Operands[0], i.Offset + k, i.Location)), i.Location));
                part = Add(IrFactory.Binary(f, IrBinaryOp.Shl, wide, part, new IrConstant(wide, 8 * k), i.Location));
                value = Add(IrFactory.Binary(f, IrBinaryOp.Or, wide, value, part, i.Location));
            }
            else
            {
                IrValue part = Add(IrFactory.Binary(f, IrBinaryOp.LShr, wide, value, new IrConstant(wide, 8 * k), i.Location));
                Add(IrFactory.Store(i.Operands[0], i.Offset + k, Add(IrFactory.Unary(f, IrOp.Trunc, IrType.I8, part, i.Location)), i.Location));
            }
        }

        if (i.Op == IrOp.Load)
        {
            i.Replacement = whole == wide ? value : Add(IrFactory.Unary(f, whole == IrType.Pointer ? IrOp.Cast : IrOp.Trunc, whole, value, i.Location));
        }

        IrValue Widened(IrValue v) =>
            v.Type == wide ? v : Add(IrFactory.Unary(f, v.Type == IrType.Pointer ? IrOp.Cast : IrOp.ZExt, wide, v, i.Location));
    }

    private static bool IsWide(IrInstruction i) => i.Size >= 4 * Accesses(i);

    private static int Accesses(IrInstruction i)
    {
        int n = 0;
        for (int done = 0; done < i.Size; n++)
        {
            done += Width(i, done);
        }

        return n;
    }

    private static int Width(IrInstruction i, int done)
    {
        int width = Math.Min(
            PointerAlignment.Of(i.Operands[0], i.Offset + done),
            i.Op == IrOp.MemCopy ? PointerAlignment.Of(i.Operands[1], i.SourceOffset + done) : 8);
        while (width > i.Size - done)
        {
            width /= 2;
        }

        return width;
    }

    private static bool MayCall(IrFunction function, PassContext context) =>
        context.IsGpl && function.ProgramType != BpfProgramType.Unspecified && BpfHelpers.Get(BpfHelper.ProbeReadKernel).MayBeCalledFrom(function.ProgramType);

    private static void Call(IrFunction f, IrBlock block, IrInstruction i)
    {
        IrValue source = new IrConstant(IrType.I64, 0);
        if (i.Op == IrOp.MemCopy)
        {
            source = Sum(f, block, i.Operands[1], i.SourceOffset, i.Location);
        }

        IrValue destination = Sum(f, block, i.Operands[0], i.Offset, i.Location);
        block.Add(IrFactory.CallHelper(f, BpfHelper.ProbeReadKernel, [destination, new IrConstant(IrType.I64, i.Size), source], i.Location));
    }

    private static IrValue Sum(IrFunction f, IrBlock block, IrValue pointer, int offset, SourceLocation? location)
    {
        if (offset == 0)
        {
            return pointer;
        }

        IrInstruction sum = IrFactory.Binary(f, IrBinaryOp.Add, IrType.Pointer, pointer, new IrConstant(IrType.I64, offset), location);
        block.Add(sum);
        return sum;
    }

    private static void Expand(IrFunction f, IrBlock block, IrInstruction i)
    {
        bool copy = i.Op == IrOp.MemCopy;
        for (int done = 0; done < i.Size;)
        {
            int width = Width(i, done);
            IrType type = IrTypes.OfBytes(width);
            IrValue value;
            if (copy)
            {
                IrInstruction load = IrFactory.Load(f, type, i.Operands[1], i.SourceOffset + done, i.Location);
                block.Add(load);
                value = load;
            }
            else
            {
                value = new IrConstant(type, unchecked((long)(0x0101010101010101UL * i.Fill)));
            }

            block.Add(IrFactory.Store(i.Operands[0], i.Offset + done, value, i.Location));
            done += width;
        }
    }
}
