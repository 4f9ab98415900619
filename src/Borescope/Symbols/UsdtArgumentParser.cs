using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Elf;

namespace Borescope.Symbols;

/// <summary>
/// Reads the argument text of a marker's note. Each argument is <c>SIZE@OPERAND</c>, a negative size for signed numbers, the operand as an assembler
/// writes it: <c>-4@$5</c>, <c>8@%rdi</c>, <c>4@-20(%rbp)</c>, <c>1@(%rax,%rdx,4)</c>, <c>4@counter(%rip)</c>; on arm64 <c>8@x0</c>, <c>4@[sp, 12]</c>, <c>4@5</c>.
/// </summary>
internal static class UsdtArgumentParser
{
    /// <summary>Reads all arguments; forms that are not known become unreadable arguments.</summary>
    public static IReadOnlyList<UsdtArgument> Parse(string text, ElfMachine machine)
    {
        var arguments = new List<UsdtArgument>();
        int start = 0, depth = 0;
        for (int i = 0; i <= text.Length && arguments.Count < SymbolLimits.MaxUsdtArguments; i++)
        {
            char c = i < text.Length ? text[i] : ' ';
            if (c is '[' or '(')
                depth++;
            else if (c is ']' or ')')
                depth--;
            if (c != ' ' || (depth > 0 && i < text.Length))
                continue;
            if (i > start)
                arguments.Add(One(text[start..i], machine));
            start = i + 1;
        }

        return arguments;
    }

    private static UsdtArgument One(string text, ElfMachine machine)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        ReadOnlySpan<char> operand = text.AsSpan(at + 1).Trim();
        ReadOnlySpan<char> prefix = at < 0 ? "" : text.AsSpan(0, at);
        bool isFloat = prefix.EndsWith("f");
        int size = 8;
        bool plain = at < 0 || int.TryParse(isFloat ? prefix[..^1] : prefix, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out size);
        bool signed = size < 0;
        size = Math.Abs((long)size) is 1 or 2 or 4 or 8 ? Math.Abs(size) : 0;
        var unreadable = new UsdtArgument(text, UsdtArgumentKind.Unreadable, size == 0 ? 8 : size, signed);
        if (!plain || isFloat || size == 0 || operand.IsEmpty)
            return unreadable;
        UsdtArgument? read = machine == ElfMachine.Arm64 ? Arm64(unreadable, operand) : X64(unreadable, operand);
        return read ?? unreadable;
    }

    private static UsdtArgument? X64(UsdtArgument start, ReadOnlySpan<char> operand)
    {
        if (operand[0] == '$')
            return TryNumber(operand[1..], out long constant) ? start with { Kind = UsdtArgumentKind.Constant, Offset = constant } : null;
        if (operand[0] == '%')
        {
            return UsdtRegisters.TryFind(ElfMachine.X64, operand[1..], out string name, out int shift)
                ? start with { Kind = UsdtArgumentKind.Register, Register = name, Shift = shift } : null;
        }

        int open = operand.IndexOf('(');
        if (!TryDisplacement(open < 0 ? operand : operand[..open], out long offset, out string symbol))
            return null;
        UsdtArgument memory = start with { Kind = UsdtArgumentKind.Memory, Offset = offset, Symbol = symbol };
        if (open < 0)
            return memory;
        if (operand[^1] != ')')
            return null;
        ReadOnlySpan<char> inner = operand[(open + 1)..^1];
        int comma = inner.IndexOf(',');
        if (!TryRegister(comma < 0 ? inner : inner[..comma], out string register))
            return null;
        memory = memory with { Register = register };
        if (comma < 0)
            return memory;
        inner = inner[(comma + 1)..];
        comma = inner.IndexOf(',');
        int scale = 1;
        if (!TryRegister(comma < 0 ? inner : inner[..comma], out string index) || index.Length == 0
            || (comma >= 0 && (!int.TryParse(inner[(comma + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out scale) || scale is not (1 or 2 or 4 or 8))))
        {
            return null;
        }

        return memory with { Index = index, Scale = scale };
    }

    private static UsdtArgument? Arm64(UsdtArgument start, ReadOnlySpan<char> operand)
    {
        if (operand[0] != '[')
        {
            if (UsdtRegisters.TryFind(ElfMachine.Arm64, operand, out string name, out _))
                return start with { Kind = UsdtArgumentKind.Register, Register = name };
            return TryNumber(operand, out long constant) ? start with { Kind = UsdtArgumentKind.Constant, Offset = constant } : null;
        }

        if (operand[^1] != ']')
            return null;
        ReadOnlySpan<char> inner = operand[1..^1];
        int comma = inner.IndexOf(',');
        if (!UsdtRegisters.TryFind(ElfMachine.Arm64, (comma < 0 ? inner : inner[..comma]).Trim(), out string register, out _))
            return null;
        UsdtArgument memory = start with { Kind = UsdtArgumentKind.Memory, Register = register };
        if (comma < 0)
            return memory;
        ReadOnlySpan<char> second = inner[(comma + 1)..].Trim();
        if (TryNumber(second, out long offset))
            return memory with { Offset = offset };
        return UsdtRegisters.TryFind(ElfMachine.Arm64, second, out string index, out _) ? memory with { Index = index } : null;
    }

    // An empty place is none: (,%rax,8).
    private static bool TryRegister(ReadOnlySpan<char> text, out string name)
    {
        text = text.Trim();
        name = "";
        return text.IsEmpty || (text[0] == '%' && UsdtRegisters.TryFind(ElfMachine.X64, text[1..], out name, out int shift) && shift == 0);
    }

    // -20, sym, sym+8, 8+sym, -8+8
    private static bool TryDisplacement(ReadOnlySpan<char> text, out long offset, out string symbol)
    {
        offset = 0;
        symbol = "";
        text = text.Trim();
        while (!text.IsEmpty)
        {
            int next = text[1..].IndexOfAny('+', '-') + 1;
            ReadOnlySpan<char> term = next == 0 ? text : text[..next];
            text = next == 0 ? default : text[next..];
            if (TryNumber(term, out long number))
            {
                offset = unchecked(offset + number);
                continue;
            }

            term = term.TrimStart('+');
            if (symbol.Length > 0 || term.IsEmpty || term[0] == '-')
                return false;
            symbol = term.ToString();
        }

        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number)
    {
        text = text.TrimStart('#');
        bool negative = !text.IsEmpty && text[0] == '-';
        ReadOnlySpan<char> digits = text.IsEmpty || text[0] is not ('-' or '+') ? text : text[1..];
        number = 0;
        bool hex = digits.StartsWith("0x");
        if (!ulong.TryParse(hex ? digits[2..] : digits, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong bits))
            return false;
        number = unchecked(negative ? -(long)bits : (long)bits);
        return true;
    }
}
