using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Symbols;
using Borescope.Tests.Elf;
using Borescope.Tests.Kernel;

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

    [Fact]
    public void Files_that_do_not_end_are_read_to_their_limit()
    {
        var calls = new FakeSystemCalls();
        calls.Endless.Add("/proc/7/maps");
        Assert.Equal(Errno.EFBIG, ProcessMaps.TryRead(calls, 7, out ProcessMapping[] mappings));
        Assert.Empty(mappings);
        Assert.InRange(calls.BytesRead, SymbolLimits.MaxMapsBytes, SymbolLimits.MaxMapsBytes * 2L);
        Assert.Empty(calls.Descriptors);

        calls = new FakeSystemCalls();
        calls.Endless.Add(LibraryCache.Path);
        Assert.Null(LibraryCache.Find(calls, "", "c"));
        Assert.InRange(calls.BytesRead, SymbolLimits.MaxLibraryCacheBytes, SymbolLimits.MaxLibraryCacheBytes * 2L);
        Assert.Empty(calls.Descriptors);
    }

    [Fact]
    public void A_perf_map_is_read_to_its_limits()
    {
        string path = Path.Combine(_folder, "long.map");
        var text = new StringBuilder();
        for (int index = 0; index < 100; index++)
            text.Append(CultureInfo.InvariantCulture, $"{0x1000 + (index * 16):x} 10 name{index}\n");
        File.WriteAllText(path, text.ToString());
        var map = new PerfMap(SystemCalls.Instance, path, maxEntries: 40);
        Assert.True(map.Update());
        Assert.Equal(40, map.Count);
        Assert.True(map.TryFind(0x1000 + (39 * 16), out _, out _));
        Assert.False(map.TryFind(0x1000 + (40 * 16), out _, out _));

        // More than a portion, so that the limit falls between two.
        File.AppendAllText(path, new string('\n', 1 << 20) + "100000 10 behind\n");
        map = new PerfMap(SystemCalls.Instance, path, maxBytes: 1 << 18);
        Assert.True(map.Update());
        Assert.Equal(100, map.Count);
        Assert.False(map.Update());
        Assert.False(map.TryFind(0x100000, out _, out _));
    }

    [Fact]
    public void A_vdso_is_not_read_when_it_is_too_large()
    {
        var calls = new FakeSystemCalls();
        calls.Files["/proc/7/mem"] = "";
        var files = new UserFiles(calls);
        files.Open(7, "", new ProcessMapping(0x7f0000000000, 0x7f0000000000 + SymbolLimits.MaxVdsoBytes, 0, 0, 0, "[vdso]"));
        Assert.NotEmpty(calls.Log);
        calls.Log.Clear();
        files.Open(7, "", new ProcessMapping(0x7f0000000000, 0x7f0000000000 + SymbolLimits.MaxVdsoBytes + 1, 0, 0, 0, "[vdso]"));
        Assert.Empty(calls.Log);
    }

    [Fact]
    public void Symbols_are_kept_for_so_many_files()
    {
        string path = Path.Combine(_folder, "code");
        File.WriteAllBytes(path, TinyElf.Build([]));
        var files = new UserFiles(SystemCalls.Instance);
        for (int index = 1; index <= SymbolLimits.MaxFiles + 1; index++)
        {
            files.Open(Environment.ProcessId, "", new ProcessMapping(1, 2, 0, 1, (ulong)index, path));
            Assert.InRange(files.Count, 1, SymbolLimits.MaxFiles);
        }

        Assert.Equal(1, files.Count);
    }

    [Fact]
    public void Mappings_are_kept_for_so_many_processes()
    {
        long now = 0;
        var symbolizer = new UserSymbolizer(new FakeSystemCalls(), () => now);
        for (int pid = 1; pid <= SymbolLimits.MaxProcesses * 2; pid++)
        {
            now += 10;
            Assert.False(symbolizer.TryResolve(pid, 0x1000, out _));
            Assert.InRange(symbolizer.ProcessCount, 1, SymbolLimits.MaxProcesses);
        }
    }

    [Fact]
    public void Instructions_far_behind_the_start_of_a_function_are_not_decoded()
    {
        const int Code = SymbolLimits.MaxDecodedBytes + 64;
        using ElfFile file = Read(TinyElf.Build([], new byte[Code]));
        ulong start = (ulong)TinyElf.CodeOffset;
        // Instructions of zeros have two bytes.
        Assert.True(InstructionBoundary.Check(file, start, 64, out string? diagnostic), diagnostic);
        Assert.False(InstructionBoundary.Check(file, start, SymbolLimits.MaxDecodedBytes + 2, out diagnostic));
        Assert.Contains("too far behind the start", diagnostic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SymbolLimits.MaxUsdtTextBytes, 1)]
    [InlineData(SymbolLimits.MaxUsdtTextBytes + 1, 0)]
    public void Names_of_markers_are_bounded(int length, int expected)
    {
        (var sites, var diagnostics) = Markers(TinyElf.Marker("p", new string('n', length), ""));
        Assert.Equal(expected, sites.Count);
        Assert.Equal(1 - expected, diagnostics.Count);
    }

    [Fact]
    public void Markers_of_a_file_are_bounded_and_damaged_ones_are_counted()
    {
        byte[] marker = TinyElf.Marker("p", "n", "");
        (var sites, var diagnostics) = Markers(Repeat(marker, SymbolLimits.MaxUsdtSites));
        Assert.Equal(SymbolLimits.MaxUsdtSites, sites.Count);
        Assert.Empty(diagnostics);
        (sites, diagnostics) = Markers(Repeat(marker, SymbolLimits.MaxUsdtSites + 2));
        Assert.Equal(SymbolLimits.MaxUsdtSites, sites.Count);
        Assert.Contains($"more than {SymbolLimits.MaxUsdtSites} markers", Assert.Single(diagnostics), StringComparison.Ordinal);

        // Without a name each is damaged: one sentence for all of them.
        (sites, diagnostics) = Markers(Repeat(TinyElf.Marker("p", "", ""), 1000));
        Assert.Empty(sites);
        Assert.StartsWith("1000 markers of ", Assert.Single(diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_of_a_pattern_are_bounded()
    {
        using UserBinary binary = UserBinary.Own(Read(TinyElf.Build(["aa", "ab", "ac", "ad"])));
        var search = new FunctionSearch(binary, maxMatches: 3);
        Assert.Equal(["aa", "ab", "ac"], search.Match(new GlobPattern("a*")).Select(function => function.Name));
        Assert.True(search.IsCut);
        search = new FunctionSearch(binary, maxMatches: 4);
        Assert.Equal(4, search.Match(new GlobPattern("a*")).Count);
        Assert.False(search.IsCut);
    }

    private static (List<UsdtSite> Sites, List<string> Diagnostics) Markers(byte[] notes)
    {
        using UserBinary binary = UserBinary.Own(Read(TinyElf.Build([], notes: notes)));
        var diagnostics = new List<string>();
        return (UsdtNotes.Read(binary, diagnostics), diagnostics);
    }

    private static byte[] Repeat(byte[] part, int times)
    {
        byte[] result = new byte[part.Length * times];
        for (int index = 0; index < times; index++)
            part.CopyTo(result, index * part.Length);
        return result;
    }

    private static ElfFile Read(byte[] content)
    {
        Assert.True(ElfFile.TryRead(SystemCalls.Instance, content, "tiny", out ElfFile? file, out string? diagnostic), diagnostic);
        return file!;
    }
}
