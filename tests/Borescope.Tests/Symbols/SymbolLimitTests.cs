using System;
using System.IO;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Tests.Symbols;

/// <summary>Files that claim or hold too much: the bounds of <see cref="SymbolLimits"/> hold.</summary>
public sealed class SymbolLimitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("borescope-limits-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Mappings_of_a_process_are_bounded()
    {
        var text = new StringBuilder();
        for (int index = 0; index < SymbolLimits.MaxMappings + 10; index++)
            text.Append("1000-2000 r-xp 0 0:0 1 /a\n");
        Assert.Equal(SymbolLimits.MaxMappings, ProcessMaps.Parse(Encoding.ASCII.GetBytes(text.ToString())).Length);
    }

    [Fact]
    public void Names_of_compiled_code_are_cut()
    {
        string path = Path.Combine(_folder, "perf.map");
        File.WriteAllText(path, $"1000 10 {new string('n', SymbolLimits.MaxPerfMapNameBytes * 2)}\n2000 10 next\n");
        var map = new PerfMap(SystemCalls.Instance, path);
        Assert.True(map.Update());
        Assert.True(map.TryFind(0x1000, out string name, out _));
        Assert.InRange(name.Length, 1, SymbolLimits.MaxPerfMapNameBytes);
        Assert.True(map.TryFind(0x2000, out name, out _));
        Assert.Equal("next", name);
    }

    [Fact]
    public void A_line_without_an_end_is_skipped_without_being_kept()
    {
        string path = Path.Combine(_folder, "endless.map");
        using (FileStream file = File.Create(path))
        {
            file.Write("1000 10 "u8);
            file.Write(new byte[2 << 20]);
            file.Write("\n2000 10 next\n"u8);
        }

        var map = new PerfMap(SystemCalls.Instance, path);
        Assert.True(map.Update());
        Assert.Equal(1, map.Count);
        Assert.True(map.TryFind(0x2000, out _, out _));
    }

    [Fact]
    public void A_library_cache_that_claims_more_entries_than_it_holds_names_none()
    {
        byte[] cache = new byte[200];
        "glibc-ld.so.cache1.1"u8.CopyTo(cache);
        BitConverter.TryWriteBytes(cache.AsSpan(20), uint.MaxValue);
        Assert.Null(LibraryCache.Find(cache, "c", ElfMachine.X64));
    }

    [Fact]
    public void Chains_of_links_end()
    {
        string path = Path.Combine(_folder, "link0");
        for (int index = 0; index <= SymbolLimits.MaxLinks; index++)
            File.CreateSymbolicLink(Path.Combine(_folder, $"link{index}"), Path.Combine(_folder, $"link{index + 1}"));
        File.Copy("/proc/self/exe", Path.Combine(_folder, $"link{SymbolLimits.MaxLinks + 1}"));
        Assert.False(new BinaryLocator(SystemCalls.Instance).TryLocate(path, 0, out _, out string? diagnostic));
        Assert.NotNull(diagnostic);
    }
}
