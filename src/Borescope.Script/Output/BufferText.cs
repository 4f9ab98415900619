using System;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>The three text forms of <c>buf()</c>. None of them can hold a control character.</summary>
internal static class BufferText
{
    /// <summary>Writes bytes for <c>%r</c>, <c>%rx</c> or <c>%rh</c>.</summary>
    internal static void Write(ByteSink sink, ReadOnlySpan<byte> bytes, PrintfConversionKind kind)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            if (kind == PrintfConversionKind.Buffer && b is >= 0x20 and <= 0x7e)
            {
                sink.WriteByte(b);
                continue;
            }

            if (kind == PrintfConversionKind.BufferHex)
            {
                if (i > 0)
                    sink.WriteByte((byte)' ');
            }
            else
            {
                sink.Write("\\x"u8);
            }

            sink.WriteByte(digits[b >> 4]);
            sink.WriteByte(digits[b & 15]);
        }
    }
}
