using System;

namespace Borescope.Elf;

/// <summary>The file header, little-endian, of either class.</summary>
/// <param name="Is64">ELFCLASS64.</param>
/// <param name="Kind">Program, library or object.</param>
/// <param name="Machine">Processor.</param>
/// <param name="Flags">e_flags.</param>
/// <param name="Entry">Address of the first instruction, before the load bias.</param>
public readonly record struct ElfHeader(bool Is64, ElfKind Kind, ElfMachine Machine, uint Flags, ulong Entry)
{
    internal const int Bytes32 = 52;
    internal const int Bytes64 = 64;

    internal ulong SegmentOffset { get; private init; }

    internal ulong SectionOffset { get; private init; }

    internal int SegmentEntrySize { get; private init; }

    internal int SegmentCount { get; private init; }

    internal int SectionEntrySize { get; private init; }

    internal int SectionCount { get; private init; }

    internal int SectionNames { get; private init; }

    internal static bool TryRead(ReadOnlySpan<byte> bytes, out ElfHeader header, out string? diagnostic)
    {
        header = default;
        if (bytes.Length < 16 || !bytes.StartsWith("\x7f"u8) || !bytes[1..].StartsWith("ELF"u8))
            return Fail(Describe(bytes), out diagnostic);
        if (bytes[4] is not (1 or 2))
            return Fail($"it is a damaged ELF file: unknown file class {bytes[4]}", out diagnostic);
        if (bytes[5] != 1)
            return Fail(bytes[5] == 2 ? "it is a big-endian ELF file" : $"it is a damaged ELF file: unknown byte order {bytes[5]}", out diagnostic);
        var wide = bytes[4] == 2;
        if (bytes.Length < (wide ? Bytes64 : Bytes32))
            return Fail($"it ends after {bytes.Length} bytes, inside the ELF header", out diagnostic);
        var tail = wide ? 48 : 36;
        header = new ElfHeader(
            wide, (ElfKind)ElfWords.Half(bytes, 16), (ElfMachine)ElfWords.Half(bytes, 18), ElfWords.Word(bytes, tail), ElfWords.Address(bytes, 24, wide))
        {
            SegmentOffset = ElfWords.Address(bytes, wide ? 32 : 28, wide),
            SectionOffset = ElfWords.Address(bytes, wide ? 40 : 32, wide),
            SegmentEntrySize = ElfWords.Half(bytes, tail + 6),
            SegmentCount = ElfWords.Half(bytes, tail + 8),
            SectionEntrySize = ElfWords.Half(bytes, tail + 10),
            SectionCount = ElfWords.Half(bytes, tail + 12),
            SectionNames = ElfWords.Half(bytes, tail + 14),
        };
        diagnostic = null;
        return true;
    }

    private static string Describe(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "it is an empty file";
        if (bytes.StartsWith("#!"u8))
            return "it is a script, not an ELF file; probe its interpreter";
        return "it is not an ELF file";
    }

    private static bool Fail(string text, out string? diagnostic)
    {
        diagnostic = text;
        return false;
    }
}
