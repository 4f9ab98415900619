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
    /// <summary>Bytes above which a helper call beats single accesses.</summary>
    private const int CallThreshold = 256;

    public static bool Run(IrFunction function, PassContext context)
    {
        bool changed = false;
        foreach (IrBlock block in function.BlockList)
        {
            List<IrInstruction> old = block.Code;
            if (!old.Exists(static i => i.Op is IrOp.MemCopy or IrOp.MemSet))
            {
                continue;
            }

            changed = true;
            block.Code = new List<IrInstruction>(old.Count + 16);
            foreach (IrInstruction i in old)
            {
                if (i.Op is not (IrOp.MemCopy or IrOp.MemSet))
                {
                    block.Add(i);
                }
                else if (i.Size > CallThreshold && i.Fill == 0 && MayCall(function, context))
                {
                    Call(function, block, i);
                }
                else
                {
                    Expand(function, block, i);
                }
            }
        }

        return changed;
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
            int width = Math.Min(PointerAlignment.Of(i.Operands[0], i.Offset + done), copy ? PointerAlignment.Of(i.Operands[1], i.SourceOffset + done) : 8);
            while (width > i.Size - done)
            {
                width /= 2;
            }

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
