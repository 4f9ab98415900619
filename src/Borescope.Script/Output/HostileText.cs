using System;
using System.Buffers;
using System.Text;

namespace Borescope.Script.Output;

/// <summary>
/// Writes bytes that come from the kernel or from traced programs so that they can neither steer a terminal nor forge a line.
/// </summary>
/// <remarks>
/// As text: C0 controls except tab, DEL and invalid UTF-8 become <c>\xNN</c>; so do the UTF-8 bytes of C1 controls, of bidirectional controls
/// and of the line and paragraph separators. A newline is escaped too (<c>\x0a</c>): a process may choose its name, and a name with a newline would
/// otherwise write whole lines of its own. As JSON: valid code points of these kinds become <c>\u00NN</c> or <c>\uNNNN</c>, a byte that is no UTF-8 the text <c>\xNN</c>.
/// All other Unicode passes. Literals of the script never come here.
/// </remarks>
public static class HostileText
{
    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    /// <summary>Writes text for a terminal or file.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="bytes">Hostile bytes.</param>
    public static void WriteText(ByteSink sink, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int plain = bytes.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7e);
            if (plain != 0)
            {
                sink.Write(plain < 0 ? bytes : bytes[..plain]);
                if (plain < 0)
                    return;
                bytes = bytes[plain..];
            }

            int length = ClassifyNext(bytes, out bool safe, out _);
            if (safe)
                sink.Write(bytes[..length]);
            else
                WriteHexEscapes(sink, bytes[..length], "\\x"u8);
            bytes = bytes[length..];
        }
    }

    /// <summary>Writes the inside of a JSON string (no quotes around it); always valid JSON and valid UTF-8.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="bytes">Bytes, any.</param>
    /// <param name="raw">Escape only what JSON demands and what is no UTF-8.</param>
    public static void WriteJson(ByteSink sink, ReadOnlySpan<byte> bytes, bool raw = false)
    {
        while (!bytes.IsEmpty)
        {
            int plain = bytes.IndexOfAnyExcept(JsonPlain.Values);
            if (plain != 0)
            {
                sink.Write(plain < 0 ? bytes : bytes[..plain]);
                if (plain < 0)
                    return;
                bytes = bytes[plain..];
            }

            bytes = bytes[WriteJsonNext(sink, bytes, raw)..];
        }
    }

    private static int WriteJsonNext(ByteSink sink, ReadOnlySpan<byte> bytes, bool raw)
    {
        switch (bytes[0])
        {
            case (byte)'"':
                sink.Write("\\\""u8);
                return 1;
            case (byte)'\\':
                sink.Write("\\\\"u8);
                return 1;
            case (byte)'\n':
                sink.Write("\\n"u8);
                return 1;
            case (byte)'\r':
                sink.Write("\\r"u8);
                return 1;
            case (byte)'\t':
                sink.Write("\\t"u8);
                return 1;
        }

        int length = ClassifyNext(bytes, out bool safe, out Rune rune);
        if (safe || (raw && rune.Value >= 0x7f))
        {
            sink.Write(bytes[..length]);
        }
        else if (rune == default && bytes[0] != 0)
        {
            WriteHexEscapes(sink, bytes[..length], "\\\\x"u8);
        }
        else
        {
            sink.Write("\\u"u8);
            for (int shift = 12; shift >= 0; shift -= 4)
                sink.WriteByte(Digits[(rune.Value >> shift) & 15]);
        }

        return length;
    }

    /// <summary>Length in bytes of the next code point, whether it may pass, and the code point (default when the bytes are no UTF-8).</summary>
    private static int ClassifyNext(ReadOnlySpan<byte> bytes, out bool safe, out Rune rune)
    {
        if (Rune.DecodeFromUtf8(bytes, out rune, out int length) != OperationStatus.Done)
        {
            rune = default;
            safe = false;
            return Math.Max(1, length);
        }

        int v = rune.Value;
        safe = v switch
        {
            < 0x20 => v == '\t',
            < 0x7f => true,
            < 0xa0 => false,
            0x61c or 0x200e or 0x200f => false,
            >= 0x2028 and <= 0x202e => false,
            >= 0x2066 and <= 0x2069 => false,
            _ => true,
        };
        return length;
    }

    private static void WriteHexEscapes(ByteSink sink, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> prefix)
    {
        foreach (byte b in bytes)
        {
            sink.Write(prefix);
            sink.WriteByte(Digits[b >> 4]);
            sink.WriteByte(Digits[b & 15]);
        }
    }

    // Apart, so that text output does not pay for building the set.
    private static class JsonPlain
    {
        internal static readonly SearchValues<byte> Values =
            SearchValues.Create(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);
    }
}
