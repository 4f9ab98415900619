using System;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Relocation;

/// <summary>Writes the number of a relocation into its instruction.</summary>
internal static class CorePatch
{
    /// <summary>A helper that does not exist: the verifier refuses it, but only where it can be reached.</summary>
    internal const int PoisonHelper = 0xbad2310;

    /// <summary>Patches; false when the instruction was poisoned.</summary>
    /// <param name="problem">Why the instruction does not fit the relocation.</param>
    internal static bool Apply(Span<BpfInstruction> code, int at, in CoreResult result, out string? problem)
    {
        problem = null;
        var slot = code[at];
        if (result.IsPoison)
            return Poison(code, at);
        var before = result.Before!.Value;
        var after = result.After!.Value;
        switch (slot.Opcode & 7)
        {
            case BpfOpcode.Alu or BpfOpcode.Alu64 when (slot.Opcode & BpfOpcode.Reg) == 0:
                if (before.IsKnown && slot.Immediate != (long)before.Number)
                    break;
                code[at] = slot with { Immediate = (int)after.Number };
                return true;
            case BpfOpcode.Ldx or BpfOpcode.St or BpfOpcode.Stx:
                if (before.IsKnown && slot.Offset != (long)before.Number)
                    break;
                if (after.Number > (ulong)short.MaxValue)
                {
                    problem = $"the kernel's offset {after.Number} is too large for it";
                    return false;
                }

                if (!result.CanResize)
                    return Poison(code, at);
                code[at] = slot with { Offset = (short)after.Number };
                return after.Size == before.Size || TryResize(code, at, before.Size, after.Size, out problem);
            case BpfOpcode.Ld when slot is { IsWide: true, Source: 0, Offset: 0 } && at + 1 < code.Length:
                var value = (uint)slot.Immediate | ((ulong)(uint)code[at + 1].Immediate << 32);
                if (before.IsKnown && value != before.Number)
                    break;
                code[at] = slot with { Immediate = (int)after.Number };
                code[at + 1] = code[at + 1] with { Immediate = (int)(after.Number >> 32) };
                return true;
        }

        problem = $"the instruction 0x{slot.Opcode:x2} there does not hold the {before.Number} that it should";
        return false;
    }

    private static bool TryResize(Span<BpfInstruction> code, int at, long before, long after, out string? problem)
    {
        const byte SizeBits = 0x18;
        problem = null;
        if (BytesOf(code[at].Opcode & SizeBits) != before)
        {
            problem = $"it does not access the whole field of {before} bytes, so its width cannot be changed to {after}";
            return false;
        }

        var size = after switch { 1 => BpfOpcode.B, 2 => BpfOpcode.H, 4 => BpfOpcode.W, 8 => BpfOpcode.DW, _ => (byte)0xff };
        if (size == 0xff)
        {
            problem = $"no instruction accesses {after} bytes at once";
            return false;
        }

        code[at] = code[at] with { Opcode = (byte)((code[at].Opcode & ~SizeBits) | size) };
        return true;
    }

    private static int BytesOf(int size) => size switch { BpfOpcode.B => 1, BpfOpcode.H => 2, BpfOpcode.W => 4, _ => 8 };

    private static bool Poison(Span<BpfInstruction> code, int at)
    {
        var call = BpfInstruction.Call(PoisonHelper);
        if (code[at].IsWide && at + 1 < code.Length)
            code[at + 1] = call;
        code[at] = call;
        return false;
    }
}
