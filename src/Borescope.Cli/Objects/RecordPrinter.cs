using System;
using System.Globalization;
using System.Text;
using Borescope.Buffers;
using Borescope.Script.Output;

namespace Borescope.Cli.Objects;

/// <summary>Shows the records of one buffer as bytes: an object's file does not say what type they have.</summary>
internal sealed class RecordPrinter(string name, EventBuffer buffer)
{
    private const int BytesPerLine = 16;
    private const int MostBytes = 256;

    /// <summary>Prints what the buffer holds.</summary>
    internal void Drain()
    {
        Handler handler = new(name);
        buffer.Drain(ref handler);
    }

    /// <summary>Writes bytes from the kernel as text; control characters are escaped.</summary>
    internal static void WriteText(ReadOnlySpan<byte> bytes)
    {
        using ByteSink sink = new();
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            HostileText.WriteText(sink, end < 0 ? bytes : bytes[..end]);
            if (end >= 0)
            {
                sink.Write("\n"u8);
            }
            bytes = end < 0 ? default : bytes[(end + 1)..];
        }
        RunOutput.Write(Encoding.UTF8.GetString(sink.Written));
    }

    internal static string Dump(ReadOnlySpan<byte> record)
    {
        StringBuilder text = new();
        for (int at = 0; at < record.Length && at < MostBytes; at += BytesPerLine)
        {
            ReadOnlySpan<byte> part = record[at..Math.Min(at + BytesPerLine, record.Length)];
            text.Append("  ");
            foreach (byte value in part)
            {
                text.Append(value.ToString("x2", CultureInfo.InvariantCulture)).Append(' ');
            }
            text.Append(' ', (BytesPerLine - part.Length) * 3).Append('|');
            foreach (byte value in part)
            {
                text.Append(value is >= 0x20 and < 0x7f ? (char)value : '.');
            }
            text.Append("|\n");
        }
        if (record.Length > MostBytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  and {record.Length - MostBytes} bytes more\n");
        }
        return text.ToString();
    }

    private readonly struct Handler(string name) : IRecordHandler
    {
        public bool OnRecord(ReadOnlySpan<byte> record)
        {
            RunOutput.Write(string.Create(CultureInfo.InvariantCulture, $"{name}: {record.Length} bytes\n{Dump(record)}"));
            return true;
        }

        public void OnLost(ulong count) => RunOutput.Write(string.Create(CultureInfo.InvariantCulture, $"{name}: {count} records lost\n"));
    }
}
