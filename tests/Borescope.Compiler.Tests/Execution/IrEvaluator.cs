using System;
using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Tests.Execution;

/// <summary>Evaluates IR literally, one instruction after the other: the oracle for generated code.</summary>
internal sealed class IrEvaluator(Memory memory, Func<int, ulong[], ulong> helper, Func<IrMap, int, ulong> symbol)
{
    private int _steps;

    public ulong Run(IrFunction f, ulong[] arguments)
    {
        var values = new Dictionary<IrValue, ulong>();
        foreach (IrParameter p in f.Parameters)
        {
            values[p] = arguments[p.Index];
        }

        IrBlock block = f.Blocks[0];
        IrBlock? from = null;
        while (true)
        {
            var arriving = new List<(IrValue, ulong)>();
            foreach (IrInstruction i in block.Instructions)
            {
                if (i is IrPhi phi)
                {
                    arriving.Add((phi, Value(phi.Operands[Array.IndexOf(phi.IncomingBlocks, from)], values)));
                }
            }

            arriving.ForEach(p => values[p.Item1] = p.Item2);
            IrBlock? next = null;
            foreach (IrInstruction i in block.Instructions)
            {
                if (++_steps > 100_000)
                {
                    throw new InvalidOperationException("the function does not end");
                }

                switch (i.Op)
                {
                    case IrOp.Phi:
                        break;
                    case IrOp.Return:
                        return i.Operands.Length == 0 ? 0 : Value(i.Operands[0], values);
                    case IrOp.Branch:
                        next = i.Targets[0];
                        break;
                    case IrOp.BranchIf:
                        next = i.Targets[Value(i.Operands[0], values) != 0 ? 0 : 1];
                        break;
                    default:
                        ulong v = Step(i, values);
                        if (i.Type != IrType.Void)
                        {
                            values[i] = v & Mask(i.Type);
                        }

                        break;
                }
            }

            from = block;
            block = next!;
        }
    }

    public static ulong Binary(IrBinaryOp op, bool is64, ulong a, ulong b)
    {
        long sa = is64 ? (long)a : (int)a;
        long sb = is64 ? (long)b : (int)b;
        int count = (int)(b & (is64 ? 63u : 31u));
        return op switch
        {
            IrBinaryOp.Add => a + b,
            IrBinaryOp.Sub => a - b,
            IrBinaryOp.Mul => a * b,
            IrBinaryOp.UDiv => b == 0 ? 0 : a / b,
            IrBinaryOp.URem => b == 0 ? a : a % b,
            IrBinaryOp.SDiv => b == 0 ? 0 : sb == -1 ? 0 - a : (ulong)(sa / sb),
            IrBinaryOp.SRem => b == 0 ? a : sb == -1 ? 0 : (ulong)(sa % sb),
            IrBinaryOp.And => a & b,
            IrBinaryOp.Or => a | b,
            IrBinaryOp.Xor => a ^ b,
            IrBinaryOp.Shl => a << count,
            IrBinaryOp.LShr => a >> count,
            _ => (ulong)(sa >> count),
        };
    }

    private static ulong Mask(IrType type) => type.Bits() == 64 ? ulong.MaxValue : (1UL << type.Bits()) - 1;

    private static ulong Value(IrValue v, Dictionary<IrValue, ulong> values) => v is IrConstant c ? (ulong)c.Value : values[v];

    private ulong Step(IrInstruction i, Dictionary<IrValue, ulong> values)
    {
        ulong Operand(int k) => Value(i.Operands[k], values);
        switch (i.Op)
        {
            case IrOp.Binary:
                return Binary(i.BinaryOp, i.Type.Is64(), Operand(0), Operand(1));
            case IrOp.Compare:
                return Holds(i.Condition, i.Operands[0].Type, Operand(0), Operand(1)) ? 1UL : 0;
            case IrOp.Not:
                return Operand(0) ^ 1;
            case IrOp.SExt:
                int shift = 64 - i.Operands[0].Type.Bits();
                return (ulong)((long)(Operand(0) << shift) >> shift);
            case IrOp.ZExt or IrOp.Trunc or IrOp.Cast or IrOp.Materialize:
                return Operand(0);
            case IrOp.ByteSwap:
                ulong low = Operand(0) & (i.Size == 64 ? ulong.MaxValue : (1UL << i.Size) - 1);
                return (i.Flags & (IrFlags.BigEndian | IrFlags.AlwaysSwap)) != 0
                    ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(low) >> (64 - i.Size)
                    : low;
            case IrOp.StackSlot:
                ulong slot = memory.Allocate(i.Size);
                memory.At(slot, i.Size).Fill(0x5a);
                return slot;
            case IrOp.MapAddress or IrOp.MapValueAddress:
                return symbol((IrMap)i.Symbol!, i.Offset);
            case IrOp.Load:
                return memory.Read(Operand(0) + (ulong)i.Offset, i.Type.Bytes());
            case IrOp.Store:
                memory.Write(Operand(0) + (ulong)i.Offset, i.Operands[1].Type.Bytes(), Operand(1));
                return 0;
            case IrOp.MemSet:
                memory.At(Operand(0) + (ulong)i.Offset, i.Size).Fill(i.Fill);
                return 0;
            case IrOp.MemCopy:
                memory.At(Operand(1) + (ulong)i.SourceOffset, i.Size).ToArray().CopyTo(memory.At(Operand(0) + (ulong)i.Offset, i.Size));
                return 0;
            case IrOp.Atomic:
                return Atomic(i, Operand(0) + (ulong)i.Offset, Operand(1), i.Operands.Length > 2 ? Operand(2) : 0);
            case IrOp.CallHelper:
                return helper((int)i.HelperId, Arguments(i, values));
            case IrOp.Call:
                return Run((IrFunction)i.Symbol!, Arguments(i, values));
            default:
                throw new InvalidOperationException($"the evaluator has no {i.Op}");
        }
    }

    private static ulong[] Arguments(IrInstruction i, Dictionary<IrValue, ulong> values)
    {
        ulong[] a = new ulong[5];
        for (int k = 0; k < i.Operands.Length; k++)
        {
            a[k] = Value(i.Operands[k], values);
        }

        return a;
    }

    private ulong Atomic(IrInstruction i, ulong address, ulong operand, ulong expected)
    {
        int size = i.Operands[1].Type.Bytes();
        ulong old = memory.Read(address, size);
        memory.Write(address, size, i.AtomicOp switch
        {
            IrAtomicOp.Add => old + operand,
            IrAtomicOp.Or => old | operand,
            IrAtomicOp.And => old & operand,
            IrAtomicOp.Xor => old ^ operand,
            IrAtomicOp.Exchange => operand,
            _ => old == expected ? operand : old,
        });
        return old;
    }

    private static bool Holds(IrCondition c, IrType type, ulong a, ulong b)
    {
        int shift = 64 - type.Bits();
        long sa = (long)(a << shift) >> shift;
        long sb = (long)(b << shift) >> shift;
        return c switch
        {
            IrCondition.Eq => a == b,
            IrCondition.Ne => a != b,
            IrCondition.Ult => a < b,
            IrCondition.Ule => a <= b,
            IrCondition.Ugt => a > b,
            IrCondition.Uge => a >= b,
            IrCondition.Slt => sa < sb,
            IrCondition.Sle => sa <= sb,
            IrCondition.Sgt => sa > sb,
            IrCondition.Sge => sa >= sb,
            IrCondition.Test => (a & b) != 0,
            _ => (a & b) == 0,
        };
    }
}
