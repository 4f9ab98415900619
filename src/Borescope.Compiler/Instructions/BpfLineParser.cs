using System.Collections.Generic;

namespace Borescope.Compiler.Instructions;

/// <summary>The grammar of one instruction.</summary>
internal static class BpfLineParser
{
    private static readonly string[] Widths = ["16", "32", "64"];

    public static bool Parse(BpfLine line, List<BpfInstruction> code)
    {
        if (line.Take("exit"))
        {
            return Add(code, BpfInstruction.Exit()) && line.AtEnd;
        }

        if (line.Take("if"))
        {
            return Conditional(line, code);
        }

        if (line.Take("goto"))
        {
            return Distance(line, short.MinValue, short.MaxValue, out int d) && Add(code, BpfInstruction.Jump((short)d));
        }

        if (line.Take("gotol"))
        {
            return Distance(line, int.MinValue, int.MaxValue, out int d) && Add(code, new BpfInstruction(BpfOpcode.Jmp32 | BpfOpcode.Ja, 0, 0, 0, d));
        }

        if (line.Take("may_goto"))
        {
            return Distance(line, short.MinValue, short.MaxValue, out int d) && Add(code, new BpfInstruction(BpfOpcode.Jmp | BpfOpcode.Jcond, 0, 0, (short)d, 0));
        }

        if (line.Take("callx"))
        {
            return line.Register(out byte r, out bool wide) && wide && line.AtEnd && Add(code, new BpfInstruction(BpfOpcode.Jmp | BpfOpcode.Call | BpfOpcode.Reg, r, 0, 0, 0));
        }

        if (line.Take("call"))
        {
            return Call(line, code);
        }

        if (line.Take("ld_pseudo"))
        {
            return line.Register(out byte r, out _) && line.Take(",") && line.Number(0, 15, out int kind) && line.Take(",") && line.Number(out long value) && line.AtEnd
                && Wide(code, r, (byte)kind, value);
        }

        if (line.Take("lock"))
        {
            return Locked(line, code);
        }

        if (line.Take("*("))
        {
            return Store(line, code);
        }

        return line.Register(out byte dst, out bool is64) && Assignment(line, code, dst, is64);
    }

    private static bool Add(List<BpfInstruction> code, BpfInstruction i)
    {
        code.Add(i);
        return true;
    }

    private static bool Wide(List<BpfInstruction> code, byte dst, byte kind, long value) =>
        Add(code, BpfInstruction.WideLow(dst, value, kind)) && Add(code, BpfInstruction.WideHigh(value));

    private static bool Distance(BpfLine line, long min, long max, out int distance)
    {
        bool found = line.Number(min, max, out distance);
        line.Symbol();
        return found && line.AtEnd;
    }

    private static bool Call(BpfLine line, List<BpfInstruction> code)
    {
        if (!line.Number(int.MinValue, int.MaxValue, out int target))
        {
            return false;
        }

        string symbol = line.Symbol();
        short module = 0;
        bool kfunc = symbol == "kfunc" || (symbol.StartsWith("kfunc ", System.StringComparison.Ordinal) && short.TryParse(symbol.Substring(6), out module));
        byte kind = kfunc ? BpfOpcode.PseudoKfuncCall : symbol.Length > 0 || target < 0 ? BpfOpcode.PseudoCall : (byte)0;
        return line.AtEnd && Add(code, new BpfInstruction(BpfOpcode.HelperCall, 0, kind, module, target));
    }

    private static bool Conditional(BpfLine line, List<BpfInstruction> code)
    {
        if (!line.Register(out byte dst, out bool is64))
        {
            return false;
        }

        int condition = BpfNames.Find(BpfNames.Conditions, line.Sign());
        if (condition < 0)
        {
            return false;
        }

        int cls = is64 ? BpfOpcode.Jmp : BpfOpcode.Jmp32;
        if (line.Register(out byte src, out bool srcIs64))
        {
            return srcIs64 == is64 && line.Take("goto") && Distance(line, short.MinValue, short.MaxValue, out int d)
                && Add(code, new BpfInstruction((byte)(cls | condition | BpfOpcode.Reg), dst, src, (short)d, 0));
        }

        return Immediate(line, out int value) && line.Take("goto") && Distance(line, short.MinValue, short.MaxValue, out int distance)
            && Add(code, new BpfInstruction((byte)(cls | condition), dst, 0, (short)distance, value));
    }

    private static bool Immediate(BpfLine line, out int value) => line.Number(int.MinValue, int.MaxValue, out value);

    /// <summary><c>u32 *)</c>: letter, bits and the rest of a cast whose opening part has been taken.</summary>
    private static bool Cast(BpfLine line, out int size, out bool signed)
    {
        signed = line.TakePrefix("s");
        size = -1;
        if (!signed && !line.TakePrefix("u"))
        {
            return false;
        }

        foreach ((byte code, string text, _) in BpfNames.Sizes)
        {
            if (size < 0 && line.Take(text))
            {
                size = code;
            }
        }

        return size >= 0 && line.Take("*)");
    }

    /// <summary><c>r1 + 0x8</c></summary>
    private static bool Place(BpfLine line, out byte register, out short offset)
    {
        offset = 0;
        bool found = line.Register(out register, out bool wide) && wide && line.Number(short.MinValue, short.MaxValue, out int o) && (offset = (short)o) == o;
        return found;
    }

    private static bool Address(BpfLine line, out byte register, out short offset)
    {
        register = 0;
        offset = 0;
        return line.Take("(") && Place(line, out register, out offset) && line.Take(")");
    }

    private static bool Store(BpfLine line, List<BpfInstruction> code)
    {
        if (!Cast(line, out int size, out bool signed) || signed || !Address(line, out byte dst, out short offset) || !line.Take("="))
        {
            return false;
        }

        if (line.Register(out byte src, out _))
        {
            return line.AtEnd && Add(code, BpfInstruction.Store((byte)size, dst, offset, src));
        }

        return Immediate(line, out int value) && line.AtEnd && Add(code, BpfInstruction.StoreImmediate((byte)size, dst, offset, value));
    }

    private static bool Locked(BpfLine line, List<BpfInstruction> code)
    {
        if (!line.Take("*(") || !Cast(line, out int size, out bool signed) || signed || !Address(line, out byte dst, out short offset))
        {
            return false;
        }

        string sign = line.Sign();
        foreach ((byte op, string text, _) in BpfNames.Atomics)
        {
            if (text == sign)
            {
                return line.Register(out byte src, out _) && line.AtEnd && Add(code, Atomic(size, dst, src, offset, op));
            }
        }

        return false;
    }

    private static BpfInstruction Atomic(int size, byte dst, byte src, short offset, int operation) =>
        new((byte)(BpfOpcode.Stx | BpfOpcode.ModeAtomic | size), dst, src, offset, operation);

    private static bool Assignment(BpfLine line, List<BpfInstruction> code, byte dst, bool is64)
    {
        string sign = line.Sign();
        bool signed = sign is "s/=" or "s%=";
        int op = BpfNames.Find(BpfNames.Arithmetic, signed ? sign.Substring(1) : sign);
        if (op < 0)
        {
            return false;
        }

        if (op == BpfOpcode.Mov && Special(line, code, dst, is64) is { } done)
        {
            return done && line.AtEnd;
        }

        int cls = is64 ? BpfOpcode.Alu64 : BpfOpcode.Alu;
        short offset = (short)(signed ? 1 : 0);
        if (line.Register(out byte src, out bool srcIs64))
        {
            return srcIs64 == is64 && line.AtEnd && Add(code, new BpfInstruction((byte)(cls | op | BpfOpcode.Reg), dst, src, offset, 0));
        }

        if (!line.Number(out long value))
        {
            return false;
        }

        if (op == BpfOpcode.Mov && line.Take("ll"))
        {
            return is64 && line.AtEnd && Wide(code, dst, 0, value);
        }

        return value == (int)value && line.AtEnd && Add(code, new BpfInstruction((byte)(cls | op), dst, 0, offset, (int)value));
    }

    /// <summary>Forms of <c>r1 = ...</c> that are no plain move; null when it is one.</summary>
    private static bool? Special(BpfLine line, List<BpfInstruction> code, byte dst, bool is64)
    {
        int cls = is64 ? BpfOpcode.Alu64 : BpfOpcode.Alu;
        if (line.TakePrefix("*("))
        {
            return Load(line, code, dst);
        }

        if (line.TakePrefix("(s"))
        {
            foreach (string bits in new[] { "8", "16", "32" })
            {
                if (line.Take(bits))
                {
                    return line.Take(")") && line.Register(out byte src, out bool srcIs64) && srcIs64 == is64
                        && Add(code, new BpfInstruction((byte)(cls | BpfOpcode.Mov | BpfOpcode.Reg), dst, src, short.Parse(bits, System.Globalization.CultureInfo.InvariantCulture), 0));
                }
            }

            return false;
        }

        foreach ((string prefix, int opcode) in new[] { ("bswap", BpfOpcode.Alu64 | BpfOpcode.End), ("be", BpfOpcode.Alu | BpfOpcode.End | BpfOpcode.Reg), ("le", BpfOpcode.Alu | BpfOpcode.End) })
        {
            if (line.TakePrefix(prefix))
            {
                return Swap(line, code, dst, opcode);
            }
        }

        if (line.TakePrefix("atomic_fetch_"))
        {
            return Fetch(line, code, dst);
        }

        bool exchange = line.TakePrefix("xchg");
        if (exchange || line.TakePrefix("cmpxchg"))
        {
            return Exchange(line, code, dst, exchange);
        }

        return line.TakePrefix(is64 ? "-r" : "-w") ? Negation(line, code, dst, cls) : null;
    }

    private static bool Negation(BpfLine line, List<BpfInstruction> code, byte dst, int cls) =>
        line.Number(0, BpfInstruction.FramePointer, out int same) && same == dst && Add(code, new BpfInstruction((byte)(cls | BpfOpcode.Neg), dst, 0, 0, 0));

    private static bool Load(BpfLine line, List<BpfInstruction> code, byte dst)
    {
        if (!Cast(line, out int size, out bool signed))
        {
            return false;
        }

        if (line.Take("skb["))
        {
            if (line.Register(out byte index, out _))
            {
                line.Number(int.MinValue, int.MaxValue, out int more);
                return dst == 0 && line.Take("]") && Add(code, new BpfInstruction((byte)(BpfOpcode.Ld | BpfOpcode.ModeInd | size), 0, index, 0, more));
            }

            return dst == 0 && Immediate(line, out int at) && line.Take("]") && Add(code, new BpfInstruction((byte)(BpfOpcode.Ld | BpfOpcode.ModeAbs | size), 0, 0, 0, at));
        }

        int mode = signed ? BpfOpcode.ModeMemSx : BpfOpcode.ModeMem;
        return Address(line, out byte src, out short offset) && Add(code, new BpfInstruction((byte)(BpfOpcode.Ldx | mode | size), dst, src, offset, 0));
    }

    private static bool Swap(BpfLine line, List<BpfInstruction> code, byte dst, int opcode)
    {
        foreach (string bits in Widths)
        {
            if (line.Take(bits))
            {
                return line.Register(out byte same, out _) && same == dst
                    && Add(code, new BpfInstruction((byte)opcode, dst, 0, 0, int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture)));
            }
        }

        return false;
    }

    private static bool Fetch(BpfLine line, List<BpfInstruction> code, byte dst)
    {
        foreach ((byte op, _, string name) in BpfNames.Atomics)
        {
            if (line.TakePrefix(name))
            {
                return line.Take("((") && Cast(line, out int size, out _) && Address(line, out byte memory, out short offset) && line.Take(",")
                    && line.Register(out byte same, out _) && same == dst && line.Take(")") && Add(code, Atomic(size, memory, dst, offset, op | BpfOpcode.AtomicFetch));
            }
        }

        return false;
    }

    private static bool Exchange(BpfLine line, List<BpfInstruction> code, byte dst, bool plain)
    {
        int size = line.TakePrefix("_64") ? BpfOpcode.DW : line.TakePrefix("32_32") ? BpfOpcode.W : -1;
        if (size < 0 || !line.Take("(") || !Place(line, out byte memory, out short offset) || !line.Take(","))
        {
            return false;
        }

        if (!plain && (dst != 0 || !line.Register(out byte expected, out _) || expected != 0 || !line.Take(",")))
        {
            return false;
        }

        return line.Register(out byte src, out _) && (!plain || src == dst) && line.Take(")")
            && Add(code, Atomic(size, memory, src, offset, plain ? BpfOpcode.AtomicExchange : BpfOpcode.AtomicCompareExchange));
    }
}
