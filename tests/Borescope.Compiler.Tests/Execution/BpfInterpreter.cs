using System;

using Borescope.Compiler.Instructions;

namespace Borescope.Compiler.Tests.Execution;

/// <summary>Runs slots as RFC 9669 says, with strict checks on memory and on registers that hold nothing.</summary>
internal sealed class BpfInterpreter(Memory memory, Func<int, ulong[], ulong> helper, Func<BpfInstruction, int, ulong> symbol)
{
    private const ulong Poison = 0xdead_beef_0bad_f00d;

    public int Steps { get; private set; }

    public ulong Run(BpfInstruction[] code, int start, ulong[] arguments)
    {
        ulong[] r = new ulong[11];
        r.AsSpan().Fill(Poison);
        arguments.CopyTo(r, 1);
        ulong stack = memory.Allocate(512);
        memory.At(stack, 512).Fill(0xa5);
        r[10] = stack + 512;
        for (int pc = start; ;)
        {
            if (++Steps > 200_000)
            {
                throw new InvalidOperationException("the program does not end");
            }

            BpfInstruction i = code[pc++];
            int cls = i.Opcode & 7;
            switch (cls)
            {
                case BpfOpcode.Alu or BpfOpcode.Alu64:
                    r[i.Destination] = Alu(i, r, cls == BpfOpcode.Alu64);
                    break;
                case BpfOpcode.Ld:
                    r[i.Destination] = i.Source == 0 ? (uint)i.Immediate | ((ulong)(uint)code[pc].Immediate << 32) : symbol(i, pc - 1);
                    pc++;
                    break;
                case BpfOpcode.Ldx:
                    int size = Size(i);
                    ulong loaded = memory.Read(r[i.Source] + (ulong)i.Offset, size);
                    r[i.Destination] = (i.Opcode & 0xe0) == BpfOpcode.ModeMemSx ? (ulong)((long)(loaded << (64 - (8 * size))) >> (64 - (8 * size))) : loaded;
                    break;
                case BpfOpcode.St:
                    memory.Write(r[i.Destination] + (ulong)i.Offset, Size(i), (ulong)i.Immediate);
                    break;
                case BpfOpcode.Stx when (i.Opcode & 0xe0) == BpfOpcode.ModeAtomic:
                    Atomic(i, r);
                    break;
                case BpfOpcode.Stx:
                    memory.Write(r[i.Destination] + (ulong)i.Offset, Size(i), r[i.Source]);
                    break;
                default:
                    int op = i.Opcode & 0xf0;
                    if (op == BpfOpcode.Exit)
                    {
                        return r[0];
                    }

                    if (op == BpfOpcode.Call)
                    {
                        ulong[] parameters = r[1..6];
                        r[0] = i.Source == BpfOpcode.PseudoCall ? Run(code, pc + i.Immediate, parameters) : helper(i.Immediate, parameters);
                        r.AsSpan(1, 5).Fill(Poison);
                    }
                    else if (op == BpfOpcode.Ja)
                    {
                        pc += cls == BpfOpcode.Jmp32 ? i.Immediate : i.Offset;
                    }
                    else if (Holds(i, r, op, cls == BpfOpcode.Jmp))
                    {
                        pc += i.Offset;
                    }

                    break;
            }
        }
    }

    private static int Size(BpfInstruction i) => (i.Opcode & 0x18) switch
    {
        BpfOpcode.B => 1,
        BpfOpcode.H => 2,
        BpfOpcode.W => 4,
        _ => 8,
    };

    private static ulong Alu(BpfInstruction i, ulong[] r, bool is64)
    {
        int op = i.Opcode & 0xf0;
        bool register = (i.Opcode & 8) != 0;
        ulong d = r[i.Destination];
        if (op == BpfOpcode.End)
        {
            ulong low = i.Immediate == 64 ? d : d & ((1UL << i.Immediate) - 1);
            ulong swapped = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(low) >> (64 - i.Immediate);
            return register || is64 ? swapped : low;
        }

        ulong s = register ? r[i.Source] : (ulong)(long)i.Immediate;
        if (op == BpfOpcode.Mov && i.Offset != 0)
        {
            s = (ulong)((long)(s << (64 - i.Offset)) >> (64 - i.Offset));
        }

        return is64 ? Alu64(op, d, s, i.Offset) : Alu32(op, (uint)d, (uint)s, i.Offset);
    }

    private static ulong Alu64(int op, ulong d, ulong s, int signed) => op switch
    {
        BpfOpcode.Add => d + s,
        BpfOpcode.Sub => d - s,
        BpfOpcode.Mul => d * s,
        BpfOpcode.Div when signed == 1 => s == 0 ? 0 : s == ulong.MaxValue ? 0 - d : (ulong)((long)d / (long)s),
        BpfOpcode.Mod when signed == 1 => s == 0 ? d : s == ulong.MaxValue ? 0 : (ulong)((long)d % (long)s),
        BpfOpcode.Div => s == 0 ? 0 : d / s,
        BpfOpcode.Mod => s == 0 ? d : d % s,
        BpfOpcode.Or => d | s,
        BpfOpcode.And => d & s,
        BpfOpcode.Xor => d ^ s,
        BpfOpcode.Lsh => d << (int)(s & 63),
        BpfOpcode.Rsh => d >> (int)(s & 63),
        BpfOpcode.Arsh => (ulong)((long)d >> (int)(s & 63)),
        BpfOpcode.Neg => 0 - d,
        _ => s,
    };

    private static ulong Alu32(int op, uint d, uint s, int signed) => op switch
    {
        BpfOpcode.Add => d + s,
        BpfOpcode.Sub => d - s,
        BpfOpcode.Mul => d * s,
        BpfOpcode.Div when signed == 1 => s == 0 ? 0 : s == uint.MaxValue ? 0 - d : (uint)((int)d / (int)s),
        BpfOpcode.Mod when signed == 1 => s == 0 ? d : s == uint.MaxValue ? 0 : (uint)((int)d % (int)s),
        BpfOpcode.Div => s == 0 ? 0 : d / s,
        BpfOpcode.Mod => s == 0 ? d : d % s,
        BpfOpcode.Or => d | s,
        BpfOpcode.And => d & s,
        BpfOpcode.Xor => d ^ s,
        BpfOpcode.Lsh => d << (int)(s & 31),
        BpfOpcode.Rsh => d >> (int)(s & 31),
        BpfOpcode.Arsh => (uint)((int)d >> (int)(s & 31)),
        BpfOpcode.Neg => 0 - d,
        _ => s,
    };

    private static bool Holds(BpfInstruction i, ulong[] r, int op, bool is64)
    {
        ulong a = r[i.Destination];
        ulong b = (i.Opcode & 8) != 0 ? r[i.Source] : (ulong)(long)i.Immediate;
        if (!is64)
        {
            a = (ulong)(int)a;
            b = (ulong)(int)b;
        }

        // Sign extension of both sides keeps the order of unsigned 32-bit numbers, too.
        return op switch
        {
            BpfOpcode.Jeq => a == b,
            BpfOpcode.Jne => a != b,
            BpfOpcode.Jgt => a > b,
            BpfOpcode.Jge => a >= b,
            BpfOpcode.Jlt => a < b,
            BpfOpcode.Jle => a <= b,
            BpfOpcode.Jset => (a & b) != 0,
            BpfOpcode.Jsgt => (long)a > (long)b,
            BpfOpcode.Jsge => (long)a >= (long)b,
            BpfOpcode.Jslt => (long)a < (long)b,
            _ => (long)a <= (long)b,
        };
    }

    private void Atomic(BpfInstruction i, ulong[] r)
    {
        int size = Size(i);
        ulong address = r[i.Destination] + (ulong)i.Offset;
        ulong old = memory.Read(address, size);
        ulong operand = size == 4 ? (uint)r[i.Source] : r[i.Source];
        if (i.Immediate == BpfOpcode.AtomicCompareExchange)
        {
            if (old == (size == 4 ? (uint)r[0] : r[0]))
            {
                memory.Write(address, size, operand);
            }

            r[0] = old;
            return;
        }

        memory.Write(address, size, (i.Immediate & 0xf0) switch
        {
            BpfOpcode.Add => old + operand,
            BpfOpcode.Or => old | operand,
            BpfOpcode.And => old & operand,
            BpfOpcode.Xor => old ^ operand,
            _ => operand,
        });
        if ((i.Immediate & BpfOpcode.AtomicFetch) != 0)
        {
            r[i.Source] = old;
        }
    }
}
