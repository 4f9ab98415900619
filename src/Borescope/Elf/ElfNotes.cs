using System;

namespace Borescope.Elf;

/// <summary>Finds notes in note segments, or in note sections of files without segments.</summary>
internal static class ElfNotes
{
    private const int HeaderBytes = 12;

    /// <summary>The content of the first note with an owner (zeros included) and type; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ElfFile file, ReadOnlySpan<byte> owner, uint type)
    {
        foreach (ref readonly var segment in file.Segments)
        {
            if (segment.Type == ElfConstants.SegmentNote && file.TryGet(segment.Offset, segment.FileSize, out var notes)
                && TryFind(notes, owner, type, out var content))
            {
                return content;
            }
        }

        // Separate debug files keep the headers of segments whose bytes they lack; their notes are in sections.
        foreach (ref readonly var section in file.Sections)
        {
            if (section.Type == ElfConstants.SectionNote && TryFind(file.BytesOf(section), owner, type, out var content))
                return content;
        }

        return default;
    }

    private static bool TryFind(ReadOnlySpan<byte> notes, ReadOnlySpan<byte> owner, uint type, out ReadOnlySpan<byte> content)
    {
        content = default;
        for (var seen = 0; notes.Length >= HeaderBytes && seen < ElfLimits.MaxNotes; seen++)
        {
            var nameBytes = ElfWords.Word(notes, 0);
            var bytes = ElfWords.Word(notes, 4);
            var noteType = ElfWords.Word(notes, 8);
            var from = HeaderBytes + Align(nameBytes);
            var next = from + Align(bytes);
            if (from + bytes > (ulong)notes.Length)
                return false;
            if (noteType == type && nameBytes == (uint)owner.Length && notes.Slice(HeaderBytes, owner.Length).SequenceEqual(owner))
            {
                content = notes.Slice((int)from, (int)bytes);
                return true;
            }

            if (next > (ulong)notes.Length)
                return false;
            notes = notes[(int)next..];
        }

        return false;
    }

    private static ulong Align(uint value) => ((ulong)value + 3) & ~3ul;
}
