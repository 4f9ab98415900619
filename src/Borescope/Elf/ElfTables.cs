using System;
using System.Collections.Generic;

namespace Borescope.Elf;

/// <summary>Reads the two header tables of a file.</summary>
internal readonly struct ElfTables
{
    private readonly ElfContent _content;
    private readonly ElfHeader _header;
    private readonly List<string> _diagnostics;
    private readonly ElfSection _first;

    internal ElfTables(ElfContent content, in ElfHeader header, List<string> diagnostics)
    {
        _content = content;
        _header = header;
        _diagnostics = diagnostics;

        // Counts beyond 16 bits are in the otherwise empty section 0.
        var hasFirst = header.SectionOffset != 0 && header.SectionEntrySize >= SectionBytes
            && content.TryGet(header.SectionOffset, (ulong)SectionBytes, out _);
        _first = hasFirst ? Section(0) : default;
        SectionNames = header.SectionNames == ElfConstants.SectionIndexExtended ? (int)Math.Min(_first.Link, int.MaxValue) : header.SectionNames;
    }

    internal int SectionNames { get; }

    private int SectionBytes => _header.Is64 ? 64 : 40;

    private int SegmentBytes => _header.Is64 ? 56 : 32;

    internal ElfSegment[] ReadSegments()
    {
        ulong claimed = _header.SegmentCount == ElfConstants.SegmentCountExtended ? _first.Extra : (uint)_header.SegmentCount;
        var count = Count("program header", claimed, ElfLimits.MaxSegments, _header.SegmentOffset, _header.SegmentEntrySize, SegmentBytes);
        var segments = new ElfSegment[count];
        for (var index = 0; index < count; index++)
        {
            var entry = _content.Raw.Slice((int)_header.SegmentOffset + (index * _header.SegmentEntrySize), SegmentBytes);
            segments[index] = _header.Is64
                ? new ElfSegment(
                    ElfWords.Word(entry, 0), ElfWords.Word(entry, 4), ElfWords.Long(entry, 8), ElfWords.Long(entry, 16), ElfWords.Long(entry, 32), ElfWords.Long(entry, 40))
                : new ElfSegment(
                    ElfWords.Word(entry, 0), ElfWords.Word(entry, 24), ElfWords.Word(entry, 4), ElfWords.Word(entry, 8), ElfWords.Word(entry, 16), ElfWords.Word(entry, 20));
        }

        return segments;
    }

    internal ElfSection[] ReadSections()
    {
        if (_header.SectionOffset == 0)
            return [];
        var claimed = _header.SectionCount == 0 ? _first.Size : (uint)_header.SectionCount;
        var count = Count("section", claimed, ElfLimits.MaxSections, _header.SectionOffset, _header.SectionEntrySize, SectionBytes);
        var sections = new ElfSection[count];
        for (var index = 0; index < count; index++)
            sections[index] = Section(index);
        return sections;
    }

    private ElfSection Section(int index)
    {
        var entry = _content.Raw.Slice((int)_header.SectionOffset + (index * _header.SectionEntrySize), SectionBytes);
        var name = ElfWords.Word(entry, 0);
        var type = ElfWords.Word(entry, 4);
        return _header.Is64
            ? new ElfSection(
                index, name, type, ElfWords.Long(entry, 8), ElfWords.Long(entry, 16), ElfWords.Long(entry, 24), ElfWords.Long(entry, 32),
                ElfWords.Word(entry, 40), ElfWords.Word(entry, 44), ElfWords.Long(entry, 56))
            : new ElfSection(
                index, name, type, ElfWords.Word(entry, 8), ElfWords.Word(entry, 12), ElfWords.Word(entry, 16), ElfWords.Word(entry, 20),
                ElfWords.Word(entry, 24), ElfWords.Word(entry, 28), ElfWords.Word(entry, 36));
    }

    // How many of the claimed entries the file really holds.
    private int Count(string what, ulong claimed, int limit, ulong offset, int entrySize, int neededSize)
    {
        if (claimed == 0)
            return 0;
        if (entrySize < neededSize)
            return Report($"{what} entries of {entrySize} bytes are too small", 0);
        if (offset >= (ulong)_content.Length)
            return Report($"the {what} table lies behind the end of the file", 0);
        var fitting = ((ulong)_content.Length - offset) / (ulong)entrySize;
        if (fitting < claimed)
            return Load(Report($"{claimed} {what} entries claimed, the file holds {fitting}", (int)Math.Min(fitting, (ulong)limit)), offset, entrySize);
        return Load(claimed > (ulong)limit ? Report($"{claimed} {what} entries claimed, only {limit} are read", limit) : (int)claimed, offset, entrySize);
    }

    private int Load(int count, ulong offset, int entrySize) => _content.TryGet(offset, (ulong)count * (uint)entrySize, out _) ? count : 0;

    private int Report(string text, int count)
    {
        _diagnostics.Add(text);
        return count;
    }
}
