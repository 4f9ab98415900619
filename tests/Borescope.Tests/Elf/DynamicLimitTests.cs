using System;
using System.Buffers.Binary;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Tests.Elf;

/// <summary>Tables that the dynamic section points to, without section headers that would say how long they are: hash tables and versions that claim too much.</summary>
public sealed class DynamicLimitTests
{
    // Header, a segment over the whole file and one for the dynamic section, whose entries follow; then strings and two symbols.
    private const int Entries = 64 + (2 * 56), EntryCount = 10;
    private const int Strings = Entries + (EntryCount * 16), StringBytes = 16;
    private const int Symbols = Strings + StringBytes;
    private const int Indexes = Symbols + (2 * 24);
    private const int Tables = Indexes + 8;

    private static ReadOnlySpan<byte> Names => "\0symbol\0V1\0V2\0"u8;

    private static uint SecondVersion => (uint)Names.IndexOf("V2"u8);

    [Theory]
    [InlineData(uint.MaxValue, ElfLimits.MaxSymbols)]
    [InlineData(ElfLimits.MaxSymbols + 1u, ElfLimits.MaxSymbols)]
    [InlineData(2u, 2)]
    public void A_hash_table_that_claims_many_symbols_is_believed_to_the_limit(uint claimed, int expected)
    {
        byte[] table = new byte[16];
        Word(table, 4, claimed);
        using ElfFile file = Read(ElfConstants.DynamicHash, table);
        Assert.Equal(expected, ElfHash.CountSymbols(file, file.Dynamic));
        // No more than the bytes behind the table's start can be.
        Assert.InRange(file.DynamicSymbols.Count, 2, (int)(file.Length - Symbols) / 24);
        Assert.True(file.DynamicSymbols.TryFind("symbol"u8, out ElfSymbol symbol));
        Assert.Equal(1, symbol.Index);
    }

    [Theory]
    // Buckets, first hashed symbol, words of the bloom filter; the number of symbols that this gives.
    [InlineData(0u, uint.MaxValue, 0u, ElfLimits.MaxSymbols)]
    [InlineData(uint.MaxValue, 1u, 0u, 0)]
    [InlineData(1u, 1u, uint.MaxValue, 0)]
    public void A_hash_table_of_the_gnu_kind_that_claims_much_is_believed_to_the_limit(uint buckets, uint firstHashed, uint bloomWords, int expected)
    {
        byte[] table = new byte[32];
        Word(table, 0, buckets);
        Word(table, 4, firstHashed);
        Word(table, 8, bloomWords);
        using ElfFile file = Read(ElfConstants.DynamicGnuHash, table);
        Assert.Equal(expected, ElfHash.CountSymbols(file, file.Dynamic));
        Assert.InRange(file.DynamicSymbols.Count, 0, (int)(file.Length - Symbols) / 24);
    }

    [Fact]
    public void Dynamic_symbols_are_bounded()
    {
        byte[] table = new byte[64];
        Word(table, 4, 2);
        using ElfFile two = Read(ElfConstants.DynamicHash, table);
        Assert.Equal(2, ElfSymbolTables.FindDynamic(two, most: 2).Count);
        Assert.Equal(1, ElfSymbolTables.FindDynamic(two, most: 1).Count);

        // A chain that goes on to the end of the table, and first a bucket that claims to start behind the limit.
        Word(table, 0, 1);
        Word(table, 4, 1);
        Word(table, 16, 1);
        using ElfFile chain = Read(ElfConstants.DynamicGnuHash, table);
        Assert.Equal(5, ElfHash.CountSymbols(chain, chain.Dynamic, most: 5));
        Word(table, 16, 9);
        using ElfFile bucket = Read(ElfConstants.DynamicGnuHash, table);
        Assert.Equal(5, ElfHash.CountSymbols(bucket, bucket.Dynamic, most: 5));
    }

    [Fact]
    public void A_chain_of_a_hash_table_is_followed_to_the_limit()
    {
        // One bucket whose chain has no end.
        const int ChainsAt = 20;
        byte[] table = new byte[ElfLimits.MaxHashBytes + 4096];
        Word(table, 0, 1);
        Word(table, 4, 1);
        Word(table, 16, 1);
        using ElfFile file = Read(ElfConstants.DynamicGnuHash, table);
        Assert.Equal(1 + ((ElfLimits.MaxHashBytes - ChainsAt) / 4), ElfHash.CountSymbols(file, file.Dynamic));
    }

    [Theory]
    [InlineData(ElfLimits.MaxVersions, "V2")]
    [InlineData(ElfLimits.MaxVersions + 1, "")]
    public void Version_definitions_are_bounded(int count, string expected)
    {
        const int Bytes = 24;
        byte[] table = new byte[count * Bytes];
        for (int index = 0; index < count; index++)
            Definition(table, index * Bytes, isLast: index == count - 1, next: Bytes);
        Assert.Equal(expected, VersionOfSymbol(ElfConstants.DynamicVersionDefinitions, table));
    }

    [Theory]
    [InlineData(ElfLimits.MaxVersionBytes - 24, "V2")]
    [InlineData(ElfLimits.MaxVersionBytes, "")]
    public void Version_definitions_are_looked_for_so_far(int distance, string expected)
    {
        byte[] table = new byte[distance + 24];
        Definition(table, 0, isLast: false, next: distance);
        Definition(table, distance, isLast: true, next: 0);
        Assert.Equal(expected, VersionOfSymbol(ElfConstants.DynamicVersionDefinitions, table));
    }

    [Theory]
    // A library and its versions count.
    [InlineData(ElfLimits.MaxVersions - 1, "V2")]
    [InlineData(ElfLimits.MaxVersions, "")]
    public void Versions_needed_of_a_library_are_bounded(int count, string expected)
    {
        byte[] table = new byte[16 + (count * 16)];
        Word(table, 8, 16);
        for (int index = 0; index < count; index++)
            Need(table, 16 + (index * 16), isLast: index == count - 1);
        Assert.Equal(expected, VersionOfSymbol(ElfConstants.DynamicVersionNeeds, table));
    }

    [Theory]
    [InlineData(ElfLimits.MaxVersions / 2, "V2")]
    [InlineData((ElfLimits.MaxVersions / 2) + 1, "")]
    public void Libraries_whose_versions_are_needed_are_bounded(int count, string expected)
    {
        const int Bytes = 32;
        byte[] table = new byte[count * Bytes];
        for (int index = 0; index < count; index++)
        {
            Word(table, (index * Bytes) + 8, 16);
            Word(table, (index * Bytes) + 12, index == count - 1 ? 0u : Bytes);
            Need(table, (index * Bytes) + 16, isLast: index == count - 1);
            Word(table, (index * Bytes) + 28, 0);
        }

        Assert.Equal(expected, VersionOfSymbol(ElfConstants.DynamicVersionNeeds, table));
    }

    [Fact]
    public void Versions_that_point_back_at_themselves_end()
    {
        byte[] table = new byte[64];
        // The next entry wraps around to before this one.
        Definition(table, 0, isLast: true, next: -8);
        Assert.Equal("V2", VersionOfSymbol(ElfConstants.DynamicVersionDefinitions, table));
        Word(table, 12, uint.MaxValue);
        Assert.Equal("", VersionOfSymbol(ElfConstants.DynamicVersionDefinitions, table));
    }

    // All give version 2 except the last, which gives version 3: that of the symbol.
    private static void Definition(byte[] table, int at, bool isLast, int next)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(at + 4), (ushort)(isLast ? 3 : 2));
        Word(table, at + 12, 20);
        Word(table, at + 16, isLast && next > 0 ? 0 : (uint)next);
        Word(table, at + 20, SecondVersion);
    }

    private static void Need(byte[] table, int at, bool isLast)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(at + 6), (ushort)(isLast ? 3 : 2));
        Word(table, at + 8, SecondVersion);
        Word(table, at + 12, isLast ? 0u : 16);
    }

    private static string VersionOfSymbol(long tag, byte[] table)
    {
        using ElfFile file = Read(tag, table);
        Assert.NotNull(file.DynamicSymbols.Versions);
        return Encoding.UTF8.GetString(file.DynamicSymbols.Versions.NameOf(file.DynamicSymbols[1]));
    }

    // With a table of the test's behind the rest; a hash table of two symbols unless that is the test's.
    private static ElfFile Read(long tag, byte[] table)
    {
        const int Hash = Tables, Own = Tables + 16;
        byte[] file = new byte[Own + table.Length];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        Word(file, 16, 3 | (62 << 16));
        Word(file, 32, 64);
        Word(file, 54, 56 | (2 << 16));
        Segment(64, type: 1, 0, file.Length);
        Segment(64 + 56, type: 2, Entries, EntryCount * 16);
        Entry(0, ElfConstants.DynamicSymbols, Symbols);
        Entry(1, ElfConstants.DynamicStrings, Strings);
        Entry(2, ElfConstants.DynamicStringBytes, StringBytes);
        Entry(3, ElfConstants.DynamicVersions, Indexes);
        Entry(4, tag, Own);
        if (tag is not (ElfConstants.DynamicHash or ElfConstants.DynamicGnuHash))
            Entry(5, ElfConstants.DynamicHash, Hash);
        Word(file, Hash + 4, 2);
        Names.CopyTo(file.AsSpan(Strings));
        // A global function in section 1 with version 3.
        Word(file, Symbols + 24, 1);
        Word(file, Symbols + 28, 0x12 | (1 << 16));
        Word(file, Indexes, 3 << 16);
        table.CopyTo(file, Own);
        Assert.True(ElfFile.TryRead(SystemCalls.Instance, file, "claims", out ElfFile? result, out string? diagnostic), diagnostic);
        return result!;

        void Segment(int at, uint type, int offset, int length)
        {
            Word(file, at, type);
            Word(file, at + 8, (uint)offset);
            Word(file, at + 16, (uint)offset);
            Word(file, at + 32, (uint)length);
            Word(file, at + 40, (uint)length);
        }

        void Entry(int index, long name, int value)
        {
            Word(file, Entries + (index * 16), (uint)name);
            Word(file, Entries + (index * 16) + 8, (uint)value);
        }
    }

    private static void Word(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
}
