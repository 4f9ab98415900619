using System;
using System.IO;
using System.IO.Compression;
using Borescope.Elf;

namespace Borescope.Dwarf;

/// <summary>The sections with debug information of one file, unpacked where they are compressed. A missing one is empty.</summary>
/// <remarks>Spans of sections that were not compressed lead into the file: it must outlive them.</remarks>
internal sealed class DwarfSections
{
    private const int Count = 9;
    private const int CompressionHeaderBytes = 24;
    private const uint ZlibCompression = 1;
    private const ulong CompressedFlag = 0x800;

    private readonly ElfFile _file;
    private readonly byte[]?[] _unpacked = new byte[]?[Count];
    private readonly bool[] _looked = new bool[Count];
    private readonly ElfSection?[] _plain = new ElfSection?[Count];

    internal DwarfSections(ElfFile file) => _file = file;

    /// <summary>Why a section that is there cannot be read; null when nothing went wrong so far.</summary>
    internal string? Problem { get; private set; }

    internal ReadOnlySpan<byte> Info => Get(0, ".debug_info"u8);

    internal ReadOnlySpan<byte> Abbreviations => Get(1, ".debug_abbrev"u8);

    internal ReadOnlySpan<byte> Texts => Get(2, ".debug_str"u8);

    internal ReadOnlySpan<byte> LineTexts => Get(3, ".debug_line_str"u8);

    internal ReadOnlySpan<byte> TextOffsets => Get(4, ".debug_str_offsets"u8);

    internal ReadOnlySpan<byte> Addresses => Get(5, ".debug_addr"u8);

    internal ReadOnlySpan<byte> Lines => Get(6, ".debug_line"u8);

    internal ReadOnlySpan<byte> Ranges => Get(7, ".debug_ranges"u8);

    internal ReadOnlySpan<byte> RangeLists => Get(8, ".debug_rnglists"u8);

    /// <summary>Whether the file has debug information at all.</summary>
    internal static bool ArePresent(ElfFile file) => file.TryFindSection(".debug_info"u8, out var section) && !section.HasNoBytes;

    private ReadOnlySpan<byte> Get(int index, ReadOnlySpan<byte> name)
    {
        if (!_looked[index])
        {
            _looked[index] = true;
            if (_file.TryFindSection(name, out var section) && !section.HasNoBytes)
            {
                if ((section.Flags & CompressedFlag) == 0)
                    _plain[index] = section;
                else
                    _unpacked[index] = Unpack(_file.BytesOf(section), System.Text.Encoding.UTF8.GetString(name));
            }
        }

        return _plain[index] is { } plain ? _file.BytesOf(plain) : _unpacked[index];
    }

    private byte[]? Unpack(ReadOnlySpan<byte> packed, string name)
    {
        if (!_file.Header.Is64 || packed.Length < CompressionHeaderBytes)
            return Fail($"its section {name} is damaged");
        var size = ElfWords.Long(packed, 8);
        if (ElfWords.Word(packed, 0) != ZlibCompression)
            return Fail($"its section {name} is compressed by something else than zlib; 'objcopy --decompress-debug-sections' makes it readable");
        if (size > DwarfLimits.MaxSectionBytes)
            return Fail($"its section {name} claims to unpack to {size} bytes");
        try
        {
            // Grows with what comes out: a header may claim anything.
            using var zlib = new ZLibStream(new MemoryStream(packed[CompressionHeaderBytes..].ToArray()), CompressionMode.Decompress);
            var unpacked = new MemoryStream();
            var buffer = new byte[1 << 16];
            int read;
            while ((ulong)unpacked.Length < size && (read = zlib.Read(buffer, 0, (int)Math.Min((ulong)buffer.Length, size - (ulong)unpacked.Length))) > 0)
                unpacked.Write(buffer, 0, read);
            return unpacked.ToArray();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return Fail($"its section {name} is damaged: it cannot be unpacked");
        }
    }

    private byte[]? Fail(string problem)
    {
        Problem ??= problem;
        return null;
    }
}
