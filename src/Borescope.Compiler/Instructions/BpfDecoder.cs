using System;
using System.Collections.Generic;

namespace Borescope.Compiler.Instructions;

/// <summary>Reads bytes as slots and says which are no valid instructions (RFC 9669, plus may_goto). Total: any bytes give an answer.</summary>
public static class BpfDecoder
{
    /// <summary>Slots of a program; bytes that do not fill a last slot are reported and left out.</summary>
    public static BpfInstruction[] Decode(ReadOnlySpan<byte> bytes, ICollection<BpfDiagnostic> diagnostics)
    {
        int count = bytes.Length / BpfInstruction.Size;
        var code = new BpfInstruction[count];
        for (int i = 0; i < count; i++)
        {
            code[i] = BpfInstruction.Read(bytes.Slice(i * BpfInstruction.Size));
        }

        if (bytes.Length % BpfInstruction.Size != 0)
        {
            diagnostics.Add(new BpfDiagnostic(count, $"{bytes.Length % BpfInstruction.Size} bytes behind the last whole slot"));
        }

        for (int i = 0; i < count;)
        {
            if (Fault(code, i) is { } fault)
            {
                diagnostics.Add(new BpfDiagnostic(i, fault));
                i++;
            }
            else
            {
                i += code[i].IsWide ? 2 : 1;
            }
        }

        return code;
    }

    /// <summary>Why the slot at <paramref name="index"/> does not start a valid instruction, or null when it does.</summary>
    public static string? Fault(ReadOnlySpan<BpfInstruction> code, int index)
    {
        BpfInstruction i = code[index];
        if (i.Destination > BpfInstruction.FramePointer)
        {
            return $"register r{i.Destination} does not exist";
        }

        return (i.Opcode & 7) switch
        {
            BpfOpcode.Alu or BpfOpcode.Alu64 => Alu(i),
            BpfOpcode.Jmp or BpfOpcode.Jmp32 => Jump(i),
            BpfOpcode.Ld => Ld(code, index),
            _ => Memory(i),
        };
    }

    private static string? Alu(BpfInstruction i)
    {
        bool is64 = (i.Opcode & 7) == BpfOpcode.Alu64;
        bool register = (i.Opcode & BpfOpcode.Reg) != 0;
        int op = i.Opcode & 0xf0;
        switch (op)
        {
            case BpfOpcode.Neg:
                return register ? "negation takes no register" : Reserved(i, source: true, offset: true, immediate: true);
            case BpfOpcode.End:
                return is64 && register ? "byte swap in the 64-bit class takes no register flag"
                    : i.Immediate is not (16 or 32 or 64) ? $"byte swap of {i.Immediate} bits" : Reserved(i, source: true, offset: true, immediate: false);
            case BpfOpcode.Mov when register && i.Offset != 0:
                return i.Offset is 8 or 16 || (is64 && i.Offset == 32) ? Register(i) ?? Reserved(i, false, false, true) : $"move sign-extending {i.Offset} bits";
            case BpfOpcode.Div or BpfOpcode.Mod when i.Offset == 1:
                return register ? Register(i) ?? Reserved(i, false, false, true) : Reserved(i, true, false, false);
            default:
                if (BpfNames.Find(BpfNames.Arithmetic, op) is null)
                {
                    return Unknown(i);
                }

                return register ? Register(i) ?? Reserved(i, false, true, true) : Reserved(i, true, true, false);
        }
    }

    private static string? Jump(BpfInstruction i)
    {
        bool narrow = (i.Opcode & 7) == BpfOpcode.Jmp32;
        bool register = (i.Opcode & BpfOpcode.Reg) != 0;
        switch (i.Opcode & 0xf0)
        {
            case BpfOpcode.Ja when !register:
                return i.Destination != 0 ? "goto takes no register" : narrow ? Reserved(i, true, true, false) : Reserved(i, true, false, true);
            case BpfOpcode.Call when !narrow && !register:
                return i.Source > 2 ? $"call of kind {i.Source}" : i.Destination != 0 ? "call takes no destination" : i.Source < 2 ? Reserved(i, false, true, false) : null;
            case BpfOpcode.Call when !narrow:
                return Reserved(i, true, true, true);
            case BpfOpcode.Exit when !narrow && !register:
                return i.Destination != 0 ? "exit takes no register" : Reserved(i, true, true, true);
            case BpfOpcode.Jcond when !narrow && !register:
                return i.Destination != 0 || i.Source != 0 ? "may_goto takes no register" : Reserved(i, true, false, true);
            default:
                if (BpfNames.Find(BpfNames.Conditions, i.Opcode & 0xf0) is null)
                {
                    return Unknown(i);
                }

                return register ? Register(i) ?? Reserved(i, false, false, true) : Reserved(i, true, false, false);
        }
    }

    private static string? Ld(ReadOnlySpan<BpfInstruction> code, int index)
    {
        BpfInstruction i = code[index];
        if (i.IsWide)
        {
            if (i.Source > BpfOpcode.PseudoMapIndexValue)
            {
                return $"64-bit immediate of kind {i.Source}";
            }

            if (index + 1 >= code.Length)
            {
                return "the second slot of a 64-bit immediate is missing";
            }

            BpfInstruction high = code[index + 1];
            return high.Opcode != 0 || high.Destination != 0 || high.Source != 0 || high.Offset != 0 || i.Offset != 0
                ? "reserved fields of a 64-bit immediate are not zero"
                : null;
        }

        int mode = i.Opcode & 0xe0;
        if (mode is not (BpfOpcode.ModeAbs or BpfOpcode.ModeInd) || (i.Opcode & 0x18) == BpfOpcode.DW)
        {
            return Unknown(i);
        }

        return i.Destination != 0 ? "packet loads always fill r0" : mode == BpfOpcode.ModeAbs ? Reserved(i, true, true, false) : Register(i) ?? Reserved(i, false, true, false);
    }

    private static string? Memory(BpfInstruction i)
    {
        int mode = i.Opcode & 0xe0;
        bool wide = (i.Opcode & 0x18) == BpfOpcode.DW;
        switch (i.Opcode & 7)
        {
            case BpfOpcode.Ldx when mode == BpfOpcode.ModeMem || (mode == BpfOpcode.ModeMemSx && !wide):
            case BpfOpcode.Stx when mode == BpfOpcode.ModeMem:
                return Register(i) ?? Reserved(i, false, false, true);
            case BpfOpcode.St when mode == BpfOpcode.ModeMem:
                return Reserved(i, true, false, false);
            case BpfOpcode.Stx when mode == BpfOpcode.ModeAtomic && (i.Opcode & 0x18) is BpfOpcode.W or BpfOpcode.DW:
                bool known = i.Immediate is BpfOpcode.AtomicExchange or BpfOpcode.AtomicCompareExchange;
                foreach ((byte op, _, _) in BpfNames.Atomics)
                {
                    known |= (i.Immediate & ~BpfOpcode.AtomicFetch) == op;
                }

                return known ? Register(i) : $"atomic operation 0x{i.Immediate:x}";
            default:
                return Unknown(i);
        }
    }

    private static string Unknown(BpfInstruction i) => $"operation code 0x{i.Opcode:x2} does not exist";

    private static string? Register(BpfInstruction i) => i.Source > BpfInstruction.FramePointer ? $"register r{i.Source} does not exist" : null;

    private static string? Reserved(BpfInstruction i, bool source, bool offset, bool immediate)
    {
        if (source && i.Source != 0)
        {
            return "the source register field must be 0";
        }

        if (offset && i.Offset != 0)
        {
            return "the offset field must be 0";
        }

        return immediate && i.Immediate != 0 ? "the immediate field must be 0" : null;
    }
}
