using System;
using System.Linq;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Tests.Kernel;

public sealed class KernelSymbolsTests
{
    private const string Table = """
        0000000000000000 A fixed_percpu_data
        0000000000001000 A cpu_info
        ffffffff81000000 T _text
        ffffffff81000000 T startup_64
        ffffffff81000100 t helper.isra.0
        ffffffff81000200 T vfs_read
        ffffffff81000300 t duplicate
        ffffffff81000400 D some_data
        ffffffffc0100000 t duplicate	[nf_tables]
        ffffffffc0100080 T module_function	[nf_tables]
        ffffffffc0000000 t early_module	[ext4]
        malformed line
        zz T bad
        ffffffffc0000040 T ext4_read	[ext4]
        """;

    private static KernelSymbols Load(string text)
    {
        var calls = new FakeSystemCalls { ReadLimit = 100 };
        calls.Files[KernelSymbols.Path] = text;
        Assert.True(KernelSymbols.TryLoad(calls, out var symbols, out var diagnostic), diagnostic);
        Assert.Empty(calls.Descriptors);
        return symbols!;
    }

    [Theory]
    [InlineData(0xffffffff81000205, "vfs_read", 5)]
    [InlineData(0xffffffff81000200, "vfs_read", 0)]
    [InlineData(0xffffffff81000000, "_text", 0)]
    [InlineData(0xffffffff810000ff, "_text", 255)]
    [InlineData(0xffffffffc0000050, "ext4_read", 16)]
    [InlineData(0xffffffffc0100010, "duplicate", 16)]
    [InlineData(0xffffffffc01000ff, "module_function", 127)]
    public void An_address_gives_the_symbol_that_holds_it(ulong address, string name, ulong offset)
    {
        var symbols = Load(Table);
        Assert.True(symbols.TryFind(address, out var index, out var actual));
        Assert.Equal(name, symbols[index].Name);
        Assert.Equal(offset, actual);
    }

    [Theory]
    [InlineData(0x10ul)]
    [InlineData(0x7fff12345678ul)]
    [InlineData(0xffffffffa0000000ul)]
    [InlineData(ulong.MaxValue)]
    public void An_address_outside_all_symbols_gives_none(ulong address) => Assert.False(Load(Table).TryFind(address, out _, out _));

    [Fact]
    public void Names_give_addresses_and_modules()
    {
        var symbols = Load(Table);
        Assert.Equal(12, symbols.Count);
        Assert.Equal(0xffffffff81000200, symbols.AddressOf("vfs_read"));
        Assert.Equal(0ul, symbols.AddressOf("vfs_rea"));
        Assert.Equal([null, "nf_tables"], symbols.Find("duplicate").Select(static symbol => symbol.Module));
        Assert.Equal(["_text", "startup_64"], symbols.At(0xffffffff81000000).Select(static symbol => symbol.Name));
        Assert.Equal(["helper.isra.0"], symbols.Match(new GlobPattern("helper.*")).Select(static symbol => symbol.Name));
        Assert.True(symbols.Find("vfs_read").Single().IsFunction);
        Assert.False(symbols.Find("some_data").Single().IsFunction);
        Assert.False(symbols.AddressesHidden);
    }

    [Fact]
    public void Hidden_addresses_are_noticed()
    {
        var symbols = Load("0000000000000000 T vfs_read\n0000000000000000 T vfs_write\n");
        Assert.True(symbols.AddressesHidden);
        Assert.False(symbols.TryFind(0, out _, out _));
        Assert.True(symbols.Contains("vfs_write"));
    }

    [Fact]
    public void A_missing_or_empty_table_is_explained()
    {
        var calls = new FakeSystemCalls();
        Assert.False(KernelSymbols.TryLoad(calls, out _, out var diagnostic));
        Assert.Contains("/proc/kallsyms", diagnostic, StringComparison.Ordinal);
        calls.Files[KernelSymbols.Path] = "";
        Assert.False(KernelSymbols.TryLoad(calls, out _, out diagnostic));
        Assert.Contains("CONFIG_KALLSYMS", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_symbols_and_long_lines_are_read()
    {
        var text = new StringBuilder();
        for (var index = 0; index < 200_000; index++)
            text.Append($"ffffffff{index:x8} t function_{index}\n");
        text.Append($"ffffffffff000000 t {new string('x', 100_000)}\n");
        text.Append("ffffffffff100000 t last\n");
        var calls = new FakeSystemCalls();
        calls.Files[KernelSymbols.Path] = text.ToString();
        Assert.True(KernelSymbols.TryLoad(calls, out var symbols, out _));
        Assert.Equal(0xffffffff0001e240ul, symbols!.AddressOf("function_123456"));
        Assert.Equal(0xffffffffff100000ul, symbols.AddressOf("last"));
    }
}
