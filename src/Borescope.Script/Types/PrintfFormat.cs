using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Script.Types;

/// <summary>
/// A printf format split into literals and conversions: <c>%[flags][width][.precision][length]conversion</c> with the flags <c>- + blank # 0</c>,
/// the lengths <c>hh h l ll j z t</c> and the conversions <c>d i u o x X c p s r rx rh gr %</c>.
/// </summary>
/// <remarks>
/// As in the language's reference implementation a <c>%</c> before something that is neither letter, digit nor flag (or at the end) stands for itself.
/// A letter that is no conversion is an error.
/// </remarks>
public sealed class PrintfFormat
{
    /// <summary>Largest width and precision; more is surely a mistake and would only fill the terminal.</summary>
    public const int MaxWidth = 4096;

    private PrintfFormat(string text, IReadOnlyList<string> literals, IReadOnlyList<PrintfConversion> conversions, IReadOnlyList<PrintfError> errors)
    {
        Text = text;
        Literals = literals;
        Conversions = conversions;
        Errors = errors;
    }

    /// <summary>The format as written.</summary>
    public string Text { get; }

    /// <summary>Text before each conversion, and behind the last: one more than <see cref="Conversions"/>. <c>%%</c> has become <c>%</c>.</summary>
    public IReadOnlyList<string> Literals { get; }

    /// <summary>The conversions in order; each takes one argument.</summary>
    public IReadOnlyList<PrintfConversion> Conversions { get; }

    /// <summary>What is wrong with the format; empty when nothing is. A wrong conversion is left out of <see cref="Conversions"/>.</summary>
    public IReadOnlyList<PrintfError> Errors { get; }

    /// <summary>Splits a format; never throws on bad ones but fills <see cref="Errors"/>.</summary>
    /// <param name="format">The format.</param>
    public static PrintfFormat Parse(string format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var literals = new List<string>();
        var conversions = new List<PrintfConversion>();
        var errors = new List<PrintfError>();
        var literal = new StringBuilder();
        int i = 0;
        while (i < format.Length)
        {
            char c = format[i];
            if (c != '%')
            {
                literal.Append(c);
                i++;
                continue;
            }

            if (i + 1 < format.Length && format[i + 1] == '%')
            {
                literal.Append('%');
                i += 2;
                continue;
            }

            int end = ParseConversion(format, i, out PrintfConversion? conversion, out PrintfError? error);
            if (conversion is not null)
            {
                literals.Add(literal.ToString());
                literal.Clear();
                conversions.Add(conversion);
            }
            else
            {
                if (error is not null)
                    errors.Add(error);
                literal.Append(format, i, end - i);
            }

            i = end;
        }

        literals.Add(literal.ToString());
        return new PrintfFormat(format, literals, conversions, errors);
    }

    private static int ParseConversion(string format, int start, out PrintfConversion? conversion, out PrintfError? error)
    {
        conversion = null;
        error = null;
        int i = start + 1;
        var flags = PrintfFlags.None;
        for (; i < format.Length; i++)
        {
            PrintfFlags flag = FlagOf(format[i]);
            if (flag == PrintfFlags.None)
                break;
            flags |= flag;
        }

        if (!TryNumber(format, ref i, out int width))
            return Fail(start, i, $"The width is larger than {MaxWidth}", out error);
        int precision = -1;
        if (i < format.Length && format[i] == '.')
        {
            i++;
            if (!TryNumber(format, ref i, out precision))
                return Fail(start, i, $"The precision is larger than {MaxWidth}", out error);
        }

        if (i < format.Length && format[i] == '*')
            return Fail(start, i + 1, "A width or precision taken from an argument ('*') does not exist here; write the number into the format", out error);

        int bytes = LengthModifier(format, ref i);
        if (i >= format.Length || !char.IsAsciiLetter(format[i]))
        {
            // Nothing that could be meant as a conversion: only the percent sign is consumed, the rest is text.
            return bytes == 4 ? start + 1 : Fail(start, i, $"'{format[start..i]}' has a length modifier but no conversion", out error);
        }

        if (KindOf(format, ref i) is not { } kind)
        {
            string written = format[start..i];
            string reason = format[i - 1] is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'a' or 'A' ? "there are no floating-point values in BPF" : "use d i u o x X c p s r rx rh gr, or %% for a percent sign";
            return Fail(start, i, $"'{written}' is not a conversion: {reason}", out error);
        }

        conversion = new PrintfConversion(kind, flags, width, precision, bytes, start, i - start);
        return i;
    }

    private static int Fail(int start, int end, string message, out PrintfError error)
    {
        error = new PrintfError(message, start, end - start);
        return end;
    }

    private static PrintfFlags FlagOf(char c) => c switch
    {
        '-' => PrintfFlags.Left,
        '+' => PrintfFlags.Plus,
        ' ' => PrintfFlags.Space,
        '#' => PrintfFlags.Alternate,
        '0' => PrintfFlags.Zero,
        _ => PrintfFlags.None,
    };

    private static bool TryNumber(string format, ref int i, out int number)
    {
        number = 0;
        for (; i < format.Length && char.IsAsciiDigit(format[i]); i++)
            number = Math.Min(MaxWidth + 1, (number * 10) + (format[i] - '0'));
        return number <= MaxWidth;
    }

    /// <summary>Bytes that the length modifier at <paramref name="i"/> selects; 4 when there is none, as in C.</summary>
    private static int LengthModifier(string format, ref int i)
    {
        int start = i;
        while (i < format.Length && format[i] is 'h' or 'l')
            i++;
        if (i > start)
            return format[start] == 'l' ? 8 : i - start >= 2 ? 1 : 2;
        if (i < format.Length && format[i] is 'j' or 'z' or 't')
        {
            i++;
            return 8;
        }

        return 4;
    }

    private static PrintfConversionKind? KindOf(string format, ref int i)
    {
        switch (format[i++])
        {
            case 'd' or 'i':
                return PrintfConversionKind.Signed;
            case 'u':
                return PrintfConversionKind.Unsigned;
            case 'o':
                return PrintfConversionKind.Octal;
            case 'x':
                return PrintfConversionKind.Hex;
            case 'X':
                return PrintfConversionKind.UpperHex;
            case 'c':
                return PrintfConversionKind.Character;
            case 'p':
                return PrintfConversionKind.Pointer;
            case 's':
                return PrintfConversionKind.String;
            case 'g' when i < format.Length && format[i] == 'r':
                i++;
                return PrintfConversionKind.AllocationFlags;
            case 'r' when i < format.Length && format[i] == 'x':
                i++;
                return PrintfConversionKind.BufferEscapedHex;
            case 'r' when i < format.Length && format[i] == 'h':
                i++;
                return PrintfConversionKind.BufferHex;
            case 'r':
                return PrintfConversionKind.Buffer;
            default:
                return null;
        }
    }
}
