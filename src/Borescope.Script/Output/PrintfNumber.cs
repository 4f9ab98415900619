using System;
using Borescope.Script.Lowering;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>The integer conversions of printf, as C defines them.</summary>
internal static class PrintfNumber
{
    /// <summary>Writes a scalar.</summary>
    internal static void Write(ByteSink sink, PrintfConversion conversion, EventField argument, ReadOnlySpan<byte> field, ValueWriter values)
    {
        long value = IntegerBits.Read(argument.Type, field);
        switch (conversion.Kind)
        {
            case PrintfConversionKind.Signed:
                WriteSigned(sink, conversion, IntegerBits.Narrow(value, conversion.Bytes, signed: true));
                break;
            case PrintfConversionKind.Character:
                int start = sink.Length;
                if (argument.IsLiteral)
                    sink.WriteByte((byte)value);
                else
                    values.WriteHostile(sink, [(byte)value]);
                sink.Pad(start, conversion.Width, IsLeft(conversion));
                break;
            case PrintfConversionKind.Pointer:
                start = sink.Length;
                if (value == 0)
                    sink.WriteByte((byte)'0');
                else
                    ValueWriter.WritePointer(sink, (ulong)value);
                sink.Pad(start, conversion.Width, IsLeft(conversion));
                break;
            default:
                WriteUnsigned(sink, conversion, (ulong)IntegerBits.Narrow(value, conversion.Bytes, signed: false));
                break;
        }
    }

    private static bool IsLeft(PrintfConversion conversion) => (conversion.Flags & PrintfFlags.Left) != 0;

    private static void WriteSigned(ByteSink sink, PrintfConversion conversion, long value)
    {
        if (conversion is { Flags: PrintfFlags.None, Width: 0, Precision: < 0 })
        {
            sink.WriteInt64(value);
            return;
        }

        ReadOnlySpan<byte> sign = value < 0 ? "-"u8
            : (conversion.Flags & PrintfFlags.Plus) != 0 ? "+"u8
            : (conversion.Flags & PrintfFlags.Space) != 0 ? " "u8
            : default;
        Span<byte> digits = stackalloc byte[20];
        Layout(sink, conversion, sign, Digits(digits, value < 0 ? 0 - (ulong)value : (ulong)value, 10, upper: false), value == 0);
    }

    private static void WriteUnsigned(ByteSink sink, PrintfConversion conversion, ulong value)
    {
        bool upper = conversion.Kind == PrintfConversionKind.UpperHex;
        uint numberBase = conversion.Kind switch { PrintfConversionKind.Unsigned => 10, PrintfConversionKind.Octal => 8, _ => 16 };
        Span<byte> room = stackalloc byte[24];
        ReadOnlySpan<byte> digits = Digits(room, value, numberBase, upper);
        bool alternate = (conversion.Flags & PrintfFlags.Alternate) != 0;
        if (alternate && numberBase == 8 && value != 0 && conversion.Precision <= digits.Length)
        {
            // The alternate form of octal makes the precision one digit larger.
            room[room.Length - digits.Length - 1] = (byte)'0';
            digits = room[(room.Length - digits.Length - 1)..];
        }

        ReadOnlySpan<byte> prefix = alternate && numberBase == 16 && value != 0 ? (upper ? "0X"u8 : "0x"u8) : default;
        Layout(sink, conversion, prefix, digits, value == 0);
    }

    /// <summary>Prefix, zeros and digits within the width; zero printed with precision 0 has no digits.</summary>
    private static void Layout(ByteSink sink, PrintfConversion conversion, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> digits, bool isZero)
    {
        if (isZero && conversion.Precision == 0)
            digits = conversion.Kind == PrintfConversionKind.Octal && (conversion.Flags & PrintfFlags.Alternate) != 0 ? digits : default;
        int zeros = conversion.Precision - digits.Length;
        if (conversion.Precision < 0 && (conversion.Flags & (PrintfFlags.Zero | PrintfFlags.Left)) == PrintfFlags.Zero)
            zeros = conversion.Width - prefix.Length - digits.Length;
        int start = sink.Length;
        sink.Write(prefix);
        sink.WriteRepeated((byte)'0', zeros);
        sink.Write(digits);
        sink.Pad(start, conversion.Width, IsLeft(conversion));
    }

    /// <summary>Fills digits in from the end of <paramref name="room"/>.</summary>
    private static ReadOnlySpan<byte> Digits(Span<byte> room, ulong value, uint numberBase, bool upper)
    {
        ReadOnlySpan<byte> symbols = upper ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8;
        int i = room.Length;
        do
        {
            room[--i] = symbols[(int)(value % numberBase)];
            value /= numberBase;
        }
        while (value != 0);
        return room[i..];
    }
}
