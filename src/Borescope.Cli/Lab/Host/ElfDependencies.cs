using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Borescope.Cli.Lab.Host;

/// <summary>
/// What a dynamically linked 64-bit ELF program needs beside it: its interpreter and its libraries, as files of this host.
/// </summary>
internal static class ElfDependencies
{
    private const int ProgramHeaderSize = 56;
    private const int MaxDependencies = 64;

    private static readonly string[] s_directories =
    [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/lib64", "/usr/lib64", "/lib", "/usr/lib",
    ];

    /// <summary>Finds the interpreter (null for a static program) and all libraries, also indirect ones.</summary>
    /// <exception cref="LabException">The file is no such program, or a library is missing.</exception>
    internal static (string? Interpreter, List<string> Libraries) Find(string program)
    {
        List<string> libraries = [];
        Queue<string> waiting = new([program]);
        string? interpreter = null;
        while (waiting.Count > 0)
        {
            string file = waiting.Dequeue();
            (string? loader, List<string> needed) = Read(file);
            interpreter ??= loader;
            foreach (string name in needed)
            {
                string path = Locate(name, file);
                if (!libraries.Contains(path) && Path.GetFileName(path) != Path.GetFileName(interpreter))
                {
                    if (libraries.Count == MaxDependencies)
                    {
                        throw new LabException($"{program} needs more than {MaxDependencies} libraries.");
                    }
                    libraries.Add(path);
                    waiting.Enqueue(path);
                }
            }
        }
        return (interpreter, libraries);
    }

    private static string Locate(string name, string neededBy)
    {
        foreach (string directory in s_directories)
        {
            string path = Path.Combine(directory, name);
            if (File.Exists(path))
            {
                return path;
            }
        }
        throw new LabException($"{neededBy} needs {name}, which is in none of {string.Join(", ", s_directories)}.");
    }

    private static (string? Interpreter, List<string> Needed) Read(string file)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(file);
        if (bytes.Length < 64 || !bytes[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new LabException($"{file} is not a 64-bit little-endian ELF file.");
        }
        ulong headers = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[56..]);
        string? interpreter = null;
        ReadOnlySpan<byte> dynamic = default;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = Slice(bytes, headers + (ulong)(i * ProgramHeaderSize), ProgramHeaderSize, file);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(header);
            ReadOnlySpan<byte> segment = type is 2 or 3 ? Slice(bytes, header, file) : default;
            if (type == 3)
            {
                interpreter = Text(segment);
            }
            else if (type == 2)
            {
                dynamic = segment;
            }
        }
        return (interpreter, Needed(bytes, headers, count, dynamic, file));
    }

    private static List<string> Needed(ReadOnlySpan<byte> bytes, ulong headers, int count, ReadOnlySpan<byte> dynamic, string file)
    {
        List<ulong> offsets = [];
        ulong strings = 0;
        for (; dynamic.Length >= 16; dynamic = dynamic[16..])
        {
            ulong tag = BinaryPrimitives.ReadUInt64LittleEndian(dynamic);
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(dynamic[8..]);
            if (tag == 0)
            {
                break;
            }
            if (tag == 1)
            {
                offsets.Add(value);
            }
            else if (tag == 5)
            {
                strings = value;
            }
        }
        // DT_STRTAB is an address; the segment that holds it says where in the file it is.
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = Slice(bytes, headers + (ulong)(i * ProgramHeaderSize), ProgramHeaderSize, file);
            ulong address = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == 1 && strings - address < size)
            {
                ReadOnlySpan<byte> table = Slice(bytes, header, file)[(int)(strings - address)..];
                List<string> names = [];
                foreach (ulong offset in offsets)
                {
                    if (offset < (ulong)table.Length)
                    {
                        names.Add(Text(table[(int)offset..]));
                    }
                }
                return names;
            }
        }
        return [];
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> header, string file) =>
        Slice(bytes, BinaryPrimitives.ReadUInt64LittleEndian(header[8..]), BinaryPrimitives.ReadUInt64LittleEndian(header[32..]), file);

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, ulong offset, ulong length, string file) =>
        offset <= (ulong)bytes.Length && length <= (ulong)bytes.Length - offset
            ? bytes.Slice((int)offset, (int)length)
            : throw new LabException($"{file} is cut short.");

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
