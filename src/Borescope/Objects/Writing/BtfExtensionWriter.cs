using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Writing;

/// <summary>Writes <c>.BTF.ext</c>: functions, lines and relocations by kernel types, by section. Places count in bytes here, when loading in instructions.</summary>
internal sealed class BtfExtensionWriter(BtfAppender btf, CodeWriter code)
{
    private const uint Magic = 0x0001_eb9f;
    private const int HeaderBytes = 32;
    private const int RelocationBytes = 16;

    internal byte[] ToBytes()
    {
        byte[][] parts =
        [
            Records(BtfExtension.FunctionBytes, static parts => BtfExtension.Functions([.. parts.Where(static part => part.Function.BtfTypeId != 0)
                .Select(static part => part.Function with { InstructionIndex = part.Place })])),
            Records(BtfExtension.LineBytes, static parts => BtfExtension.Lines([.. parts.SelectMany(static part => part.Lines
                .Select(line => line with { InstructionIndex = line.InstructionIndex + part.Place }))])),
            Records(RelocationBytes, Relocations),
        ];
        var bytes = new List<byte>();
        var offset = 0;
        Word(bytes, Magic);
        Word(bytes, HeaderBytes);
        foreach (var part in parts)
        {
            Word(bytes, (uint)offset);
            Word(bytes, (uint)part.Length);
            offset += part.Length;
        }

        foreach (var part in parts)
            bytes.AddRange(part);
        return [.. bytes];
    }

    private byte[] Relocations(List<FunctionPart> parts)
    {
        var bytes = new List<byte>();
        foreach (var part in parts)
        {
            foreach (var relocation in part.CoreRelocations)
            {
                Word(bytes, (uint)(relocation.InstructionIndex + part.Place));
                Word(bytes, relocation.TypeId);
                Word(bytes, btf.String(relocation.Access));
                Word(bytes, (uint)relocation.Kind);
            }
        }

        return [.. bytes];
    }

    private byte[] Records(int recordBytes, Func<List<FunctionPart>, byte[]> write)
    {
        var bytes = new List<byte>();
        foreach (var (section, parts) in code.Sections)
        {
            var records = write(parts);
            if (records.Length == 0)
                continue;
            for (var at = 0; at < records.Length; at += recordBytes)
                BinaryPrimitives.WriteInt32LittleEndian(records.AsSpan(at), BinaryPrimitives.ReadInt32LittleEndian(records.AsSpan(at)) * BpfInstruction.Size);
            Word(bytes, btf.String(section.Name));
            Word(bytes, (uint)(records.Length / recordBytes));
            bytes.AddRange(records);
        }

        // libbpf takes an empty list only where there is none.
        if (bytes.Count == 0)
            return [];
        var size = new List<byte>();
        Word(size, (uint)recordBytes);
        return [.. size, .. bytes];
    }

    private static void Word(List<byte> bytes, uint value)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        bytes.AddRange(word);
    }
}
