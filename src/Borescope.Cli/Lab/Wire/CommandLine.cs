using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Borescope.Cli.Lab.Wire;

/// <summary>A command to run in the guest.</summary>
/// <param name="Arguments">argv, the program first; searched on the environment's PATH when it has no slash.</param>
/// <param name="Environment">NAME=value strings.</param>
/// <param name="Directory">Where it starts.</param>
/// <param name="Terminal">True to give it a terminal; standard output and error are then one stream.</param>
/// <param name="Rows">The terminal's height in characters.</param>
/// <param name="Columns">The terminal's width in characters.</param>
internal sealed record CommandLine(IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string Directory,
    bool Terminal = false, ushort Rows = 0, ushort Columns = 0)
{
    /// <summary>The command as bytes, at most 4 GiB; the transport splits them into frames.</summary>
    internal byte[] Encode()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(Directory);
        writer.Write(Terminal);
        writer.Write(Rows);
        writer.Write(Columns);
        WriteStrings(writer, Arguments);
        WriteStrings(writer, Environment);
        writer.Flush();
        byte[] body = stream.ToArray();
        byte[] all = new byte[body.Length + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(all, (uint)body.Length);
        body.CopyTo(all, 4);
        return all;
    }

    /// <summary>Reads a command once all its bytes have arrived.</summary>
    /// <param name="bytes">What has arrived so far.</param>
    /// <returns>The command, or null while bytes are missing.</returns>
    internal static CommandLine? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes.Length - 4 < BinaryPrimitives.ReadUInt32LittleEndian(bytes))
        {
            return null;
        }
        using MemoryStream stream = new(bytes[4..].ToArray());
        using BinaryReader reader = new(stream, Encoding.UTF8);
        string directory = reader.ReadString();
        bool terminal = reader.ReadBoolean();
        ushort rows = reader.ReadUInt16();
        ushort columns = reader.ReadUInt16();
        return new CommandLine(ReadStrings(reader), ReadStrings(reader), directory, terminal, rows, columns);
    }

    private static void WriteStrings(BinaryWriter writer, IReadOnlyList<string> values)
    {
        writer.Write(values.Count);
        foreach (string value in values)
        {
            writer.Write(value);
        }
    }

    private static List<string> ReadStrings(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        List<string> values = new(Math.Clamp(count, 0, 4096));
        for (int i = 0; i < count; i++)
        {
            values.Add(reader.ReadString());
        }
        return values;
    }
}
