using System;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Reading;

/// <summary>Reads <c>.BTF.ext</c>: functions, lines and relocations by kernel types.</summary>
internal static class BtfExtensionReader
{
    private const int HeaderBytes = 24;
    private const int HeaderWithRelocations = 32;

    internal static BtfExtensionSections Read(ReadOnlySpan<byte> bytes, BtfSpec btf)
    {
        if (bytes.Length < HeaderBytes || BtfLayout.Word(bytes, 0) != 0x0001_eb9f)
            throw new ObjectReadException("section .BTF.ext is damaged, or of another version");
        var header = BtfLayout.Word(bytes, 4);
        if (header < HeaderBytes || header > (uint)bytes.Length)
            throw new ObjectReadException($"section .BTF.ext has an impossible header length {header}");
        var body = bytes[(int)header..];
        var result = new BtfExtensionSections();
        Read(body, bytes, 8, 8, BtfExtensionSections.RecordKind.Function, btf, result);
        Read(body, bytes, 16, 16, BtfExtensionSections.RecordKind.Line, btf, result);
        if (header >= HeaderWithRelocations)
            Read(body, bytes, 24, 16, BtfExtensionSections.RecordKind.CoreRelocation, btf, result);
        return result;
    }

    // Record size, then per section: name, number of records, records.
    private static void Read(
        ReadOnlySpan<byte> body, ReadOnlySpan<byte> header, int field, int leastBytes, BtfExtensionSections.RecordKind kind, BtfSpec btf,
        BtfExtensionSections result)
    {
        var offset = BtfLayout.Word(header, field);
        var length = BtfLayout.Word(header, field + 4);
        if (length == 0)
            return;
        if (offset > (uint)body.Length || length > (uint)body.Length - offset || length < 4)
            throw Damaged(kind);
        var part = body.Slice((int)offset, (int)length);
        var size = BtfLayout.Word(part, 0);
        if (size < leastBytes || size % 4 != 0 || size > 256)
            throw Damaged(kind);
        part = part[4..];
        while (!part.IsEmpty)
        {
            if (part.Length < 8)
                throw Damaged(kind);
            var section = Encoding.UTF8.GetString(btf.StringAt(BtfLayout.Word(part, 0)));
            var count = BtfLayout.Word(part, 4);
            part = part[8..];
            if (count == 0 || count > (uint)part.Length / size)
                throw Damaged(kind);
            var records = new BtfExtensionSections.BtfRecord[count];
            for (var index = 0; index < records.Length; index++)
            {
                var record = part.Slice(index * (int)size, (int)size);
                var place = BtfLayout.Word(record, 0);
                if (place % BpfInstruction.Size != 0 || place > int.MaxValue)
                    throw Damaged(kind);
                records[index] = new BtfExtensionSections.BtfRecord(
                    (int)place / BpfInstruction.Size, index, BtfLayout.Word(record, 4), leastBytes > 8 ? BtfLayout.Word(record, 8) : 0,
                    leastBytes > 8 ? BtfLayout.Word(record, 12) : 0);
            }

            result.Add(kind, section, records);
            part = part[(int)(count * size)..];
        }
    }

    private static ObjectReadException Damaged(BtfExtensionSections.RecordKind kind) => new($"section .BTF.ext is damaged among its {kind} records");
}
