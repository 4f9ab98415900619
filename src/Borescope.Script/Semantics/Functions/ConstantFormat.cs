using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>A printf format with values that are known at compile time, as text.</summary>
internal static class ConstantFormat
{
    /// <summary>The text.</summary>
    /// <param name="arguments">The format, which is without errors, and a BoundConstant or BoundString for each conversion.</param>
    public static string Text(IReadOnlyList<BoundExpression> arguments)
    {
        PrintfFormat parsed = PrintfFormat.Parse(((BoundString)arguments[0]).Value);
        var text = new StringBuilder(parsed.Literals[0]);
        for (int i = 0; i < parsed.Conversions.Count; i++)
        {
            PrintfConversion conversion = parsed.Conversions[i];
            string value = Convert(conversion, arguments[i + 1]);
            bool isLeft = (conversion.Flags & PrintfFlags.Left) != 0;
            char fill = (conversion.Flags & PrintfFlags.Zero) != 0 && !isLeft && conversion.WantsInteger ? '0' : ' ';
            text.Append(isLeft ? value.PadRight(conversion.Width) : value.PadLeft(conversion.Width, fill)).Append(parsed.Literals[i + 1]);
        }

        return text.ToString();
    }

    private static string Convert(PrintfConversion conversion, BoundExpression value)
    {
        if (value is BoundString text)
            return conversion.Precision >= 0 && conversion.Precision < text.Value.Length ? text.Value[..conversion.Precision] : text.Value;
        long number = ((BoundConstant)value).Value;
        return conversion.Kind switch
        {
            PrintfConversionKind.Hex => number.ToString("x", CultureInfo.InvariantCulture),
            PrintfConversionKind.UpperHex => number.ToString("X", CultureInfo.InvariantCulture),
            PrintfConversionKind.Octal => System.Convert.ToString(number, 8),
            PrintfConversionKind.Pointer => "0x" + number.ToString("x", CultureInfo.InvariantCulture),
            PrintfConversionKind.Character => ((char)(byte)number).ToString(),
            PrintfConversionKind.Unsigned => ((ulong)number).ToString(CultureInfo.InvariantCulture),
            _ when value.Type is BoolType => number != 0 ? "true" : "false",
            _ when value.Type is IntegerType { Signed: false } => ((ulong)number).ToString(CultureInfo.InvariantCulture),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
    }
}
