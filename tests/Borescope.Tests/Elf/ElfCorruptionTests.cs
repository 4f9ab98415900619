using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Tests.Elf;

/// <summary>Bytes that lie: everything is bounded, nothing throws.</summary>
public sealed class ElfCorruptionTests(Toolchain tools) : IClassFixture<Toolchain>
{
    // Offsets in the 64-bit file header.
    private const int SegmentOffset = 32, SectionOffset = 40, SegmentSize = 54, SegmentCount = 56, SectionSize = 58, SectionCount = 60, SectionNames = 62;

    [Theory]
    [InlineData(SectionOffset, 8, ulong.MaxValue, "section table lies behind")]
    [InlineData(SectionOffset, 8, 0x7fffffffUL, "section table lies behind")]
    [InlineData(SectionCount, 2, 0xfffeUL, "section entries claimed")]
    [InlineData(SectionSize, 2, 8UL, "too small")]
    [InlineData(SegmentOffset, 8, ulong.MaxValue, "program header table lies behind")]
    [InlineData(SegmentCount, 2, 0xfffeUL, "program header entries claimed")]
    [InlineData(SegmentSize, 2, 1UL, "too small")]
    public void A_header_that_claims_too_much_is_cut_down_with_a_diagnostic(int field, int width, ulong value, string expected)
    {
        var bytes = Sample();
        Put(bytes, field, width, value);
        using var file = Read(bytes);
        Assert.Contains(file.Diagnostics, text => text.Contains(expected, StringComparison.Ordinal));
        Exercise(file);
    }

    [Fact]
    public void The_count_of_sections_beyond_sixteen_bits_comes_from_section_zero_and_is_bounded()
    {
        var bytes = Sample();
        var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SectionOffset));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(SectionCount));
        Put(bytes, SectionCount, 2, 0);
        Put(bytes, table + 32, 8, count);
        using (var file = Read(bytes))
            Assert.Equal(count, file.Sections.Length);
        Put(bytes, table + 32, 8, ulong.MaxValue);
        using (var file = Read(bytes))
            Assert.InRange(file.Sections.Length, 1, 200);
    }

    [Fact]
    public void The_index_of_section_names_beyond_sixteen_bits_comes_from_section_zero()
    {
        var bytes = Sample();
        var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SectionOffset));
        var names = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(SectionNames));
        Put(bytes, SectionNames, 2, 0xffff);
        Put(bytes, table + 40, 4, names);
        using (var file = Read(bytes))
            Assert.True(file.TryFindSection(".text"u8, out _));
        Put(bytes, table + 40, 4, uint.MaxValue);
        using (var file = Read(bytes))
            Assert.False(file.TryFindSection(".text"u8, out _));
    }

    [Theory]
    [InlineData(".symtab", 24, ulong.MaxValue)]
    [InlineData(".symtab", 24, 0x10000000UL)]
    [InlineData(".symtab", 32, ulong.MaxValue)]
    [InlineData(".symtab", 40, 0xffffUL)]
    [InlineData(".strtab", 24, ulong.MaxValue - 4)]
    [InlineData(".strtab", 32, ulong.MaxValue - 4)]
    [InlineData(".strtab", 32, 1UL)]
    [InlineData(".dynsym", 24, 0xffffffffffffUL)]
    [InlineData(".dynamic", 32, ulong.MaxValue)]
    [InlineData(".gnu.version_r", 24, ulong.MaxValue)]
    [InlineData(".note.gnu.build-id", 32, 3UL)]
    public void A_section_that_lies_outside_the_file_has_no_bytes(string section, int field, ulong value)
    {
        var bytes = Sample();
        int header;
        using (var file = Read(bytes))
        {
            Assert.True(file.TryFindSection(Encoding.ASCII.GetBytes(section), out var found), section);
            header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SectionOffset)) + (found.Index * 64);
        }

        Put(bytes, header + field, field == 40 ? 4 : 8, value);
        using var changed = Read(bytes);
        Exercise(changed);
    }

    [Fact]
    public void Every_cut_of_a_file_is_answered()
    {
        var bytes = Sample();
        for (var length = 0; length < bytes.Length; length += length < 4096 ? 1 : 97)
        {
            if (ElfFile.TryRead(SystemCalls.Instance, bytes.AsSpan(0, length), "cut", out var file, out var diagnostic))
            {
                using (file)
                    Exercise(file!);
            }
            else
            {
                Assert.StartsWith("cannot read cut: ", diagnostic);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_changes_are_answered(bool withoutSections)
    {
        var original = Sample();
        if (withoutSections)
            original.AsSpan(SectionOffset, 8).Clear();
        var regions = Regions(original);
        var random = new Random(11);
        var bytes = new byte[original.Length];
        for (var round = 0; round < 3000; round++)
        {
            original.CopyTo(bytes, 0);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var (start, length) = regions[random.Next(regions.Length)];
                var at = start + random.Next(length);
                switch (random.Next(3))
                {
                    case 0:
                        bytes[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    default:
                        bytes.AsSpan(at, Math.Min(8, bytes.Length - at)).Fill(random.Next(2) == 0 ? (byte)0xff : (byte)0);
                        break;
                }
            }

            if (!ElfFile.TryRead(SystemCalls.Instance, bytes, "changed", out var file, out _))
                continue;
            using (file)
                Exercise(file!);
        }
    }

    private static (int Start, int Length)[] Regions(byte[] bytes)
    {
        using var file = Read(bytes);
        var result = new System.Collections.Generic.List<(int, int)> { (0, 64), (64, 56 * file.Segments.Length) };
        foreach (var segment in file.Segments)
        {
            if (segment.Type is 2 or 4 && segment.FileSize > 0)
                result.Add(((int)segment.Offset, (int)segment.FileSize));
        }

        foreach (var section in file.Sections)
        {
            if (Encoding.ASCII.GetString(file.NameOf(section)) is ".symtab" or ".strtab" or ".dynsym" or ".dynstr" or ".gnu.version" or ".gnu.version_r" or ".gnu.hash" or ".dynamic")
                result.Add(((int)section.Offset, (int)section.Size));
        }

        if (file.Sections.Length > 0)
            result.Add(((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(SectionOffset)), 64 * file.Sections.Length));
        return result.ToArray();
    }

    // Asks for everything that a file can be asked for.
    private static void Exercise(ElfFile file)
    {
        long sum = file.Interpreter?.Length ?? 0;
        sum += file.BuildId.Length + file.Dynamic.Needed.Count + (file.Dynamic.SharedName?.Length ?? 0);
        sum += file.TryGetDebugLink(out _) ? 1 : 0;
        sum += file.IsGo ? 1 : 0;
        sum += file.HasMiniDebug ? 1 : 0;
        foreach (var section in file.Sections)
        {
            sum += file.NameOf(section).Length + file.BytesOf(section).Length;
            sum += file.RelocationsOf(section).Length;
        }

        foreach (var table in new[] { file.Symbols, file.DynamicSymbols })
        {
            foreach (var symbol in table)
            {
                sum += table.NameOf(symbol).Length;
                sum += table.Versions?.NameOf(symbol).Length ?? 0;
                sum += file.TryOffsetOf(symbol.Value, out var offset) && file.TryAddressOf(offset, out _) ? 1 : 0;
            }

            sum += table.TryFind("visible"u8, out _) ? 1 : 0;
        }

        using var binary = UserBinary.Own(file);
        var search = new FunctionSearch(binary);
        sum += search.Find("visible").Count + search.Match(new GlobPattern("*")).Count;
        var symbols = new FileSymbols(binary);
        for (var offset = 0ul; offset < (ulong)file.Bytes.Length; offset += 512)
            sum += symbols.TryFind(offset, true, out var name, out _) ? name.Length : 0;
        sum += InstructionBoundary.Check(file, file.Header.Entry, 17, out _) ? 1 : 0;
        Assert.True(sum >= 0);
    }

    private byte[] Sample() => File.ReadAllBytes(tools.Compile("sample.so", "-shared -fPIC -g0"));

    private static void Put(byte[] bytes, int at, int width, ulong value)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, value);
        word[..width].CopyTo(bytes.AsSpan(at));
    }

    private static ElfFile Read(byte[] bytes)
    {
        Assert.True(ElfFile.TryRead(SystemCalls.Instance, bytes, "sample", out var file, out var diagnostic), diagnostic);
        return file!;
    }
}
