using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Borescope.Cli.Tracing;

/// <summary>
/// A program of its own: this binary with a script behind it. The file ends in the payload, its length (8 bytes, little-endian) and a mark. The script is
/// compiled where it runs, for the types and functions of the kernel there.
/// </summary>
/// <param name="Name">What messages call the script.</param>
/// <param name="Text">The script.</param>
/// <param name="Arguments">The command line that made it.</param>
internal sealed record StandaloneProgram(string Name, string Text, IReadOnlyList<string> Arguments)
{
    private const int MaxPayload = 16 << 20;
    private const int MaxArguments = 1000;

    // In two parts, so that the binary itself does not hold it.
    private static readonly byte[] s_mark = Encoding.ASCII.GetBytes("BORESCOPE" + "-SCRIPT");

    private static int TrailerLength => s_mark.Length + sizeof(long);

    /// <summary>Reads what stands behind a binary; null when nothing does.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    internal static StandaloneProgram? Read(Stream file)
    {
        if (file.Length < TrailerLength)
        {
            return null;
        }
        Span<byte> trailer = stackalloc byte[TrailerLength];
        file.Position = file.Length - TrailerLength;
        file.ReadExactly(trailer);
        if (!trailer[sizeof(long)..].SequenceEqual(s_mark))
        {
            return null;
        }
        long length = BitConverter.ToInt64(trailer);
        if (length is < 0 or > MaxPayload || length > file.Length - TrailerLength)
        {
            throw new InvalidDataException("the script in this program is damaged: its length is wrong");
        }
        byte[] payload = new byte[length];
        file.Position = file.Length - TrailerLength - length;
        file.ReadExactly(payload);
        try
        {
            using BinaryReader reader = new(new MemoryStream(payload), Encoding.UTF8);
            string name = reader.ReadString(), text = reader.ReadString();
            int count = reader.ReadInt32();
            if (count is < 0 or > MaxArguments)
            {
                throw new InvalidDataException("the script in this program is damaged: its options are too many");
            }
            string[] arguments = new string[count];
            for (int i = 0; i < count; i++)
            {
                arguments[i] = reader.ReadString();
            }
            return new StandaloneProgram(name, text, arguments);
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("the script in this program is damaged: it ends too early", error);
        }
    }

    /// <summary>Writes a binary with the script behind it.</summary>
    /// <exception cref="InvalidDataException">The script is too large.</exception>
    internal void Write(Stream binary, Stream file)
    {
        MemoryStream payload = new();
        using (BinaryWriter writer = new(payload, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Name);
            writer.Write(Text);
            writer.Write(Arguments.Count);
            foreach (string argument in Arguments)
            {
                writer.Write(argument);
            }
        }
        if (payload.Length > MaxPayload || Arguments.Count > MaxArguments)
        {
            throw new InvalidDataException($"a program can hold a script of {MaxPayload >> 20} MiB and {MaxArguments} words of options");
        }
        binary.CopyTo(file);
        file.Write(payload.GetBuffer(), 0, (int)payload.Length);
        file.Write(BitConverter.GetBytes(payload.Length));
        file.Write(s_mark);
    }
}
