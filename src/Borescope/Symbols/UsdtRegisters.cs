using System;
using System.Globalization;
using Borescope.Elf;

namespace Borescope.Symbols;

/// <summary>Register names of assembly text → names of <c>struct pt_regs</c>.</summary>
internal static class UsdtRegisters
{
    private static readonly string[] WordRegisters = ["ax", "bx", "cx", "dx", "si", "di", "bp", "sp"];
    private static readonly string[] ByteRegisters = ["al", "bl", "cl", "dl", "sil", "dil", "bpl", "spl"];
    private static readonly string[] HighRegisters = ["ah", "bh", "ch", "dh"];

    /// <summary>Finds a register.</summary>
    /// <param name="machine">Whose names.</param>
    /// <param name="text">Name without its <c>%</c>.</param>
    /// <param name="name">Name in the register table.</param>
    /// <param name="shift">Lowest bit of the part that is named.</param>
    public static bool TryFind(ElfMachine machine, ReadOnlySpan<char> text, out string name, out int shift)
    {
        shift = 0;
        return machine == ElfMachine.Arm64 ? TryArm64(text, out name) : TryX64(text, out name, out shift);
    }

    private static bool TryX64(ReadOnlySpan<char> text, out string name, out int shift)
    {
        shift = 0;
        name = "";
        if (text is "rip" or "eip")
        {
            name = "ip";
            return true;
        }

        int found = IndexOf(WordRegisters, text.Length == 3 && text[0] is 'r' or 'e' ? text[1..] : text);
        if (found < 0)
            found = IndexOf(ByteRegisters, text);
        if (found < 0 && (found = IndexOf(HighRegisters, text)) >= 0)
            shift = 8;
        if (found >= 0)
        {
            name = WordRegisters[found];
            return true;
        }

        // r8 … r15, r8d, r8w, r8b
        if (text.Length < 2 || text[0] != 'r')
            return false;
        ReadOnlySpan<char> digits = text[1..];
        if (digits[^1] is 'd' or 'w' or 'b')
            digits = digits[..^1];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 8 or > 15)
            return false;
        name = "r" + number.ToString(CultureInfo.InvariantCulture);
        return true;
    }

    private static bool TryArm64(ReadOnlySpan<char> text, out string name)
    {
        name = text is "sp" or "wsp" ? "sp" : text is "pc" ? "pc" : "";
        if (name.Length > 0)
            return true;
        if (text.Length < 2 || text[0] is not ('x' or 'w') || !int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > 30)
            return false;
        name = "r" + number.ToString(CultureInfo.InvariantCulture);
        return true;
    }

    private static int IndexOf(string[] names, ReadOnlySpan<char> text)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (text.SequenceEqual(names[i]))
                return i;
        }

        return -1;
    }
}
