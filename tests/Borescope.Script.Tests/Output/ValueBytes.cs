using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

/// <summary>Lays values that the case files write out in memory as BPF programs do: numbers, "strings" with \xNN, (tuples), hex: for plain bytes.</summary>
internal static class ValueBytes
{
    public static byte[] Of(ScriptType type, string text)
    {
        text = text.Trim();
        var bytes = new byte[type.Size];
        if (text.StartsWith("hex:", StringComparison.Ordinal))
            Convert.FromHexString(text.AsSpan(4)).CopyTo(bytes, 0);
        else
            Fill(bytes, type, text);
        return bytes;
    }

    private static void Fill(Span<byte> bytes, ScriptType type, string text)
    {
        switch (type)
        {
            case StringType:
                byte[] content = Unescape(text[1..^1]);
                content.CopyTo(bytes);
                break;
            case BufferType:
                content = Unescape(text[1..^1]);
                BinaryPrimitives.WriteInt32LittleEndian(bytes, content.Length);
                content.CopyTo(bytes[4..]);
                break;
            case TupleType tuple:
                var parts = TypeText.SplitTop(text[1..^1], ',');
                for (int i = 0; i < parts.Count; i++)
                    Of(tuple.Elements[i], parts[i]).CopyTo(bytes[tuple.Offsets[i]..]);
                break;
            case AggregationType { Buckets: > 0 }:
                foreach (string bucket in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
                {
                    string[] pair = bucket.Split('=');
                    BinaryPrimitives.WriteInt64LittleEndian(bytes[(8 * int.Parse(pair[0], CultureInfo.InvariantCulture))..], TypeText.Number(pair[1]));
                }

                break;
            case AggregationType:
                string[] words = text.Split(':');
                for (int i = 0; i < words.Length; i++)
                    BinaryPrimitives.WriteInt64LittleEndian(bytes[(8 * i)..], TypeText.Number(words[i]));
                break;
            case StackType:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, int.Parse(text, CultureInfo.InvariantCulture));
                break;
            default:
                Span<byte> word = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(word, TypeText.Number(text));
                word[..Math.Min(8, bytes.Length)].CopyTo(bytes);
                break;
        }
    }

    public static byte[] Unescape(string text)
    {
        var bytes = new System.Collections.Generic.List<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x')
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 3;
            }
            else
            {
                int length = char.IsHighSurrogate(text[i]) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
            }
        }

        return [.. bytes];
    }
}
