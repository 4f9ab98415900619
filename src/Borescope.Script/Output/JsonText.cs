using System;

namespace Borescope.Script.Output;

/// <summary>The JSON atoms of the output format: numbers that a double cannot hold become strings, all strings are escaped.</summary>
internal static class JsonText
{
    /// <summary>Writes a quoted string of arbitrary bytes.</summary>
    internal static void WriteString(ByteSink sink, ReadOnlySpan<byte> bytes, bool raw = false)
    {
        sink.WriteByte((byte)'"');
        HostileText.WriteJson(sink, bytes, raw);
        sink.WriteByte((byte)'"');
    }

    /// <summary>Writes a quoted string.</summary>
    internal static void WriteString(ByteSink sink, ReadOnlySpan<char> text)
    {
        int start = sink.Length;
        sink.Write(text);
        using var copy = new ByteSink(sink.Length - start);
        copy.Write(sink.Written[start..]);
        sink.Truncate(start);
        WriteString(sink, copy.Written);
    }

    /// <summary>Writes a signed number.</summary>
    internal static void WriteInt64(ByteSink sink, long value)
    {
        // The cast saturates, so the largest values do not come back by accident.
        bool exact = value is >= -(1L << 53) and <= 1L << 53 || (value < long.MaxValue - 511 && (long)(double)value == value);
        if (!exact)
            sink.WriteByte((byte)'"');
        sink.WriteInt64(value);
        if (!exact)
            sink.WriteByte((byte)'"');
    }

    /// <summary>Writes an unsigned number.</summary>
    internal static void WriteUInt64(ByteSink sink, ulong value)
    {
        bool exact = value <= 1UL << 53 || (value < ulong.MaxValue - 1023 && (ulong)(double)value == value);
        if (!exact)
            sink.WriteByte((byte)'"');
        sink.WriteUInt64(value);
        if (!exact)
            sink.WriteByte((byte)'"');
    }
}
