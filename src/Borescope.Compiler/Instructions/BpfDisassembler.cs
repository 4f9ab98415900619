using System;
using System.Globalization;
using System.Text;

namespace Borescope.Compiler.Instructions;

/// <summary>
/// Text of instructions as <c>llvm-objdump -d</c> (LLVM 19) writes it. Where that text leaves open what is meant, a word in angle brackets follows, as
/// objdump's symbols do: <c>&lt;sub&gt;</c>, <c>&lt;kfunc&gt;</c> or <c>&lt;kfunc 3&gt;</c> (of the module at that index) behind a call.
/// </summary>
public static class BpfDisassembler
{
    /// <summary>What stands for a slot that is no instruction.</summary>
    public const string Unknown = "<unknown>";

    /// <summary>One line per instruction: slot number, colon, text. Second slots of 64-bit immediates have no line.</summary>
    public static string Disassemble(ReadOnlySpan<BpfInstruction> code)
    {
        var text = new StringBuilder();
        for (int i = 0; i < code.Length; i++)
        {
            text.Append(i.ToString(CultureInfo.InvariantCulture).PadLeft(6)).Append(": ").Append(Text(code, i)).Append('\n');
            if (code[i].IsWide && BpfDecoder.Fault(code, i) is null)
            {
                i++;
            }
        }

        return text.ToString();
    }

    /// <summary>Text of the instruction that starts at a slot; <see cref="Unknown"/> when none does.</summary>
    public static string Text(ReadOnlySpan<BpfInstruction> code, int index)
    {
        if (BpfDecoder.Fault(code, index) is not null)
        {
            return Unknown;
        }

        BpfInstruction i = code[index];
        return (i.Opcode & 7) switch
        {
            BpfOpcode.Alu or BpfOpcode.Alu64 => Alu(i),
            BpfOpcode.Jmp or BpfOpcode.Jmp32 => Jump(i),
            BpfOpcode.Ld => Ld(code, index),
            BpfOpcode.Ldx => Load(i),
            BpfOpcode.St => $"*(u{Size(i)} *){Address(i.Destination, i.Offset)} = {Hex(i.Immediate)}",
            _ when (i.Opcode & 0xe0) == BpfOpcode.ModeAtomic => Atomic(i),
            _ => $"*(u{Size(i)} *){Address(i.Destination, i.Offset)} = r{i.Source}",
        };
    }

    private static string Size(BpfInstruction i) => BpfNames.Size(i.Opcode & 0x18);

    private static string Hex(long v) => v < 0 ? "-0x" + (0 - (ulong)v).ToString("x", CultureInfo.InvariantCulture) : "0x" + v.ToString("x", CultureInfo.InvariantCulture);

    private static string Signed(long v) => v < 0 ? Hex(v) : "+" + Hex(v);

    private static string Plus(int offset) => offset < 0 ? $" - {Hex(-(long)offset)}" : $" + {Hex(offset)}";

    private static string Address(int register, int offset) => $"(r{register}{Plus(offset)})";

    private static string Alu(BpfInstruction i)
    {
        char w = (i.Opcode & 7) == BpfOpcode.Alu64 ? 'r' : 'w';
        bool register = (i.Opcode & BpfOpcode.Reg) != 0;
        int op = i.Opcode & 0xf0;
        switch (op)
        {
            case BpfOpcode.Neg:
                return $"{w}{i.Destination} = -{w}{i.Destination}";
            case BpfOpcode.End:
                string kind = w == 'r' ? "bswap" : register ? "be" : "le";
                return $"r{i.Destination} = {kind}{i.Immediate} r{i.Destination}";
            case BpfOpcode.Mov when register && i.Offset != 0:
                return $"{w}{i.Destination} = (s{i.Offset}){w}{i.Source}";
            default:
                string signed = op is BpfOpcode.Div or BpfOpcode.Mod && i.Offset == 1 ? "s" : string.Empty;
                string right = register ? $"{w}{i.Source}" : Hex(i.Immediate);
                return $"{w}{i.Destination} {signed}{BpfNames.Find(BpfNames.Arithmetic, op)} {right}";
        }
    }

    private static string Jump(BpfInstruction i)
    {
        bool narrow = (i.Opcode & 7) == BpfOpcode.Jmp32;
        char w = narrow ? 'w' : 'r';
        bool register = (i.Opcode & BpfOpcode.Reg) != 0;
        switch (i.Opcode & 0xf0)
        {
            case BpfOpcode.Ja:
                return narrow ? $"gotol {Signed(i.Immediate)}" : $"goto {Signed(i.Offset)}";
            case BpfOpcode.Call when register:
                return $"callx r{i.Destination}";
            case BpfOpcode.Call:
                return $"call {Hex(i.Immediate)}{Callee(i)}";
            case BpfOpcode.Exit:
                return "exit";
            case BpfOpcode.Jcond:
                return $"may_goto {Signed(i.Offset)}";
            default:
                string right = register ? $"{w}{i.Source}" : Hex(i.Immediate);
                return $"if {w}{i.Destination} {BpfNames.Find(BpfNames.Conditions, i.Opcode & 0xf0)} {right} goto {Signed(i.Offset)}";
        }
    }

    private static string Callee(BpfInstruction i) => i.Source switch
    {
        BpfOpcode.PseudoCall => " <sub>",
        BpfOpcode.PseudoKfuncCall => i.Offset == 0 ? " <kfunc>" : $" <kfunc {i.Offset}>",
        _ => string.Empty,
    };

    private static string Ld(ReadOnlySpan<BpfInstruction> code, int index)
    {
        BpfInstruction i = code[index];
        if (i.IsWide)
        {
            long value = (uint)i.Immediate | ((long)code[index + 1].Immediate << 32);
            return i.Source == 0 ? $"r{i.Destination} = {Hex(value)} ll" : $"ld_pseudo r{i.Destination}, {Hex(i.Source)}, {Hex(value)}";
        }

        string place = (i.Opcode & 0xe0) == BpfOpcode.ModeAbs ? Hex(i.Immediate) : $"r{i.Source}" + (i.Immediate == 0 ? string.Empty : Plus(i.Immediate));
        return $"r0 = *(u{Size(i)} *)skb[{place}]";
    }

    private static string Load(BpfInstruction i)
    {
        char sign = (i.Opcode & 0xe0) == BpfOpcode.ModeMemSx ? 's' : 'u';
        return $"r{i.Destination} = *({sign}{Size(i)} *){Address(i.Source, i.Offset)}";
    }

    private static string Atomic(BpfInstruction i)
    {
        string size = Size(i);
        bool wide = size == "64";
        char w = wide ? 'r' : 'w';
        string place = $"r{i.Destination}{Plus(i.Offset)}";
        switch (i.Immediate)
        {
            case BpfOpcode.AtomicExchange:
                return $"{w}{i.Source} = xchg{(wide ? "_64" : "32_32")}({place}, {w}{i.Source})";
            case BpfOpcode.AtomicCompareExchange:
                return $"{w}0 = cmpxchg{(wide ? "_64" : "32_32")}({place}, {w}0, {w}{i.Source})";
            default:
                foreach ((byte code, string text, string fetch) in BpfNames.Atomics)
                {
                    if ((i.Immediate & ~BpfOpcode.AtomicFetch) == code)
                    {
                        return (i.Immediate & BpfOpcode.AtomicFetch) == 0
                            ? $"lock *(u{size} *)({place}) {text} {w}{i.Source}"
                            : $"{w}{i.Source} = atomic_fetch_{fetch}((u{size} *)({place}), {w}{i.Source})";
                    }
                }

                return Unknown;
        }
    }
}
