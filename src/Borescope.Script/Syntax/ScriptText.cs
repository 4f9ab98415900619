using System;
using System.Buffers;
using System.Text;

namespace Borescope.Script.Syntax;

/// <summary>
/// Strings of a script and the bytes they stand for. Text is UTF-8; an escape such as <c>\xff</c> is one byte, which need not be UTF-8: such bytes are the lone
/// surrogates U+DC80 to U+DCFF of the string, which text of a file never holds.
/// </summary>
public static class ScriptText
{
    private const char FirstByte = '\udc00';

    /// <summary>The character that stands for one byte.</summary>
    public static char Of(byte value) => value < 128 ? (char)value : (char)(FirstByte + value);

    /// <summary>How many bytes a string stands for, without a NUL behind it.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
            count += rune.Utf8SequenceLength;
        for (int i = 0; i < text.Length; i++)
        {
            // The runes have counted each of them as U+FFFD, three bytes long.
            if (IsByte(text, i))
                count -= 2;
        }

        return count;
    }

    /// <summary>The bytes a string stands for.</summary>
    public static byte[] Bytes(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Count(text)];
        int at = 0;
        for (int i = 0; i < text.Length;)
        {
            if (IsByte(text, i))
            {
                bytes[at++] = (byte)(text[i++] - FirstByte);
                continue;
            }

            Rune.DecodeFromUtf16(text[i..], out Rune rune, out int used);
            at += rune.EncodeToUtf8(bytes.AsSpan(at));
            i += used;
        }

        return bytes;
    }

    /// <summary>A string without its first bytes; empty when it has no more.</summary>
    public static string Skip(string text, ulong count)
    {
        byte[] bytes = Bytes(text);
        return count < (ulong)bytes.Length ? From(bytes.AsSpan((int)count)) : "";
    }

    /// <summary>The string that stands for bytes.</summary>
    public static string From(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                used = 1;
                text.Append(Of(bytes[0]));
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    private static bool IsByte(ReadOnlySpan<char> text, int index) =>
        text[index] is >= (char)(FirstByte + 128) and <= (char)(FirstByte + 255) && (index == 0 || !char.IsHighSurrogate(text[index - 1]));
}
