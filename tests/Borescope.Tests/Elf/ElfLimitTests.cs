using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Tests.Elf;

/// <summary>Small files that claim much: each bound of <see cref="ElfLimits"/> holds.</summary>
public sealed class ElfLimitTests
{
    private const int HeaderBytes = 64, SectionBytes = 64, SegmentBytes = 56;
    private const int Note = 7, Relocations = 9, Dynamic = 6;

    [Fact]
    public void Files_above_two_gibibytes_are_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            // Nothing but a hole.
            using (FileStream file = File.OpenWrite(path))
                file.SetLength(ElfLimits.MaxBytes + 1L);
            Assert.False(ElfFile.TryOpen(SystemCalls.Instance, path, out _, out string? diagnostic));
            Assert.Contains("more than the 2 GiB supported", diagnostic, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The usual limit stands for a table of 768 MB.
    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    public void Symbols_are_bounded(int count, int expected)
    {
        const int Most = 4;
        string[] names = [.. Enumerable.Range(1, count - 1).Select(static index => $"function_{index}")];
        Assert.True(ElfFile.TryRead(SystemCalls.Instance, TinyElf.Build(names), "tiny", out ElfFile? file, out string? diagnostic), diagnostic);
        using (file)
        {
            Assert.Equal(count, file!.Symbols.Count);
            ElfSymbolTable table = ElfSymbolTables.Find(file, ElfConstants.SectionSymbols, Most);
            Assert.Equal(expected, table.Count);
            Assert.True(table.TryFind(Encoding.ASCII.GetBytes($"function_{expected - 1}"), out _));
            Assert.False(table.TryFind(Encoding.ASCII.GetBytes($"function_{expected}"), out _));
        }
    }

    [Fact]
    public void Sections_are_bounded()
    {
        byte[] bytes = File64(HeaderBytes + ((ElfLimits.MaxSections + 2) * SectionBytes));
        Put(bytes, 40, 8, HeaderBytes);
        Put(bytes, 58, 2, SectionBytes);
        Put(bytes, HeaderBytes + 32, 8, ElfLimits.MaxSections + 2);
        using ElfFile file = Read(bytes);
        Assert.Equal(ElfLimits.MaxSections, file.Sections.Length);
        Assert.Contains($"only {ElfLimits.MaxSections} are read", Assert.Single(file.Diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Program_headers_are_bounded()
    {
        byte[] bytes = File64(HeaderBytes + ((ElfLimits.MaxSegments + 2) * SegmentBytes));
        Put(bytes, 32, 8, HeaderBytes);
        Put(bytes, 54, 2, SegmentBytes);
        Put(bytes, 56, 2, ElfLimits.MaxSegments + 2);
        using ElfFile file = Read(bytes);
        Assert.Equal(ElfLimits.MaxSegments, file.Segments.Length);
    }

    [Fact]
    public void Relocations_of_a_section_are_bounded()
    {
        using ElfFile file = Read(Section(Relocations, new byte[(ElfLimits.MaxRelocations + 1) * 16]));
        Assert.Equal(ElfLimits.MaxRelocations, file.RelocationsOf(file.Sections[1]).Length);
    }

    [Fact]
    public void Notes_behind_the_last_one_looked_at_are_not_found()
    {
        byte[] notes = new byte[(ElfLimits.MaxNotes * 12) + 36];
        BuildId(notes.AsSpan((ElfLimits.MaxNotes - 1) * 12), 20);
        using (ElfFile file = Read(Section(Note, notes)))
            Assert.Equal(20, file.BuildId.Length);
        notes.AsSpan().Clear();
        BuildId(notes.AsSpan(ElfLimits.MaxNotes * 12), 20);
        using (ElfFile file = Read(Section(Note, notes)))
            Assert.Equal(0, file.BuildId.Length);
    }

    [Theory]
    [InlineData(ElfLimits.MaxBuildIdBytes, ElfLimits.MaxBuildIdBytes)]
    [InlineData(ElfLimits.MaxBuildIdBytes + 4, 0)]
    public void Build_ids_are_bounded(int bytes, int expected)
    {
        byte[] notes = new byte[16 + bytes];
        BuildId(notes, bytes);
        using ElfFile file = Read(Section(Note, notes));
        Assert.Equal(expected, file.BuildId.Length);
    }

    [Fact]
    public void Names_longer_than_the_limit_are_none()
    {
        byte[] strings = new byte[ElfLimits.MaxNameBytes + 10];
        Array.Fill(strings, (byte)'n');
        strings[^1] = 0;
        Assert.Equal(0, ElfWords.Text(strings, 0).Length);
        Assert.Equal(ElfLimits.MaxNameBytes - 1, ElfWords.Text(strings, 10).Length);
    }

    [Fact]
    public void Needed_libraries_and_entries_of_the_dynamic_section_are_bounded()
    {
        // One loaded segment holds it all, so that addresses are offsets: 1 is a string, the others name it as a needed library.
        const int Needed = ElfLimits.MaxNeededLibraries + 5;
        byte[] entries = new byte[(Needed + 3) * 16];
        for (int index = 0; index < Needed; index++)
        {
            Put(entries, index * 16, 8, ElfConstants.DynamicNeeded);
            Put(entries, (index * 16) + 8, 8, 1);
        }

        Put(entries, Needed * 16, 8, ElfConstants.DynamicStrings);
        Put(entries, (Needed * 16) + 8, 8, 0);
        Put(entries, (Needed + 1) * 16, 8, ElfConstants.DynamicStringBytes);
        Put(entries, ((Needed + 1) * 16) + 8, 8, 16);
        using (ElfFile file = Read(Section(Dynamic, entries, isLoaded: true)))
            Assert.Equal(ElfLimits.MaxNeededLibraries, file.Dynamic.Needed.Count);

        // The places of the strings are behind the last entry that is looked at.
        byte[] many = new byte[(ElfLimits.MaxDynamicEntries * 16) + entries.Length];
        for (int index = 0; index < ElfLimits.MaxDynamicEntries; index++)
            Put(many, index * 16, 8, 0x70000000);
        entries.CopyTo(many, ElfLimits.MaxDynamicEntries * 16);
        using (ElfFile file = Read(Section(Dynamic, many, isLoaded: true)))
            Assert.Empty(file.Dynamic.Needed);
    }

    [Fact]
    public void Arguments_of_static_markers_are_bounded()
    {
        string arguments = string.Concat(Enumerable.Repeat("8@%rax ", SymbolLimits.MaxUsdtArguments + 5));
        Assert.Equal(SymbolLimits.MaxUsdtArguments, UsdtArgumentParser.Parse(arguments, ElfMachine.X64).Count);
    }

    private static void BuildId(Span<byte> note, int bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(note, 4);
        BinaryPrimitives.WriteInt32LittleEndian(note[4..], bytes);
        BinaryPrimitives.WriteInt32LittleEndian(note[8..], 3);
        "GNU\0"u8.CopyTo(note[12..]);
    }

    // Header, a loaded segment over the whole file if wanted, two sections of which the second has the content.
    private static byte[] Section(int type, byte[] content, bool isLoaded = false)
    {
        int table = HeaderBytes + SegmentBytes;
        int start = table + (2 * SectionBytes);
        byte[] bytes = File64(start + content.Length);
        Put(bytes, 32, 8, HeaderBytes);
        Put(bytes, 54, 2, SegmentBytes);
        Put(bytes, 56, 2, isLoaded ? 1u : 0);
        Put(bytes, HeaderBytes, 4, 1);
        Put(bytes, HeaderBytes + 32, 8, (ulong)bytes.Length);
        Put(bytes, HeaderBytes + 40, 8, (ulong)bytes.Length);
        Put(bytes, 40, 8, (ulong)table);
        Put(bytes, 58, 2, SectionBytes);
        Put(bytes, 60, 2, 2);
        Put(bytes, table + SectionBytes + 4, 4, (ulong)type);
        Put(bytes, table + SectionBytes + 24, 8, (ulong)start);
        Put(bytes, table + SectionBytes + 32, 8, (ulong)content.Length);
        content.CopyTo(bytes, start);
        return bytes;
    }

    private static byte[] File64(int length)
    {
        byte[] bytes = new byte[length];
        "\x7f"u8.CopyTo(bytes);
        "ELF\x02\x01\x01"u8.CopyTo(bytes.AsSpan(1));
        return bytes;
    }

    private static ElfFile Read(byte[] bytes)
    {
        Assert.True(ElfFile.TryRead(SystemCalls.Instance, bytes, "claims", out ElfFile? file, out string? diagnostic), diagnostic);
        return file!;
    }

    private static void Put(byte[] bytes, int at, int width, ulong value)
    {
        for (int index = 0; index < width; index++, value >>= 8)
            bytes[at + index] = (byte)value;
    }
}
