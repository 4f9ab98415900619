using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Symbols;
using Borescope.Tests.Elf;

namespace Borescope.Tests.Symbols;

public sealed class UserSymbolizerTests(Toolchain tools) : IClassFixture<Toolchain>
{
    private static int Own => Environment.ProcessId;

    [Fact]
    public void A_libc_function_of_this_process_has_its_name()
    {
        var address = (ulong)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "malloc");
        var symbolizer = new UserSymbolizer(SystemCalls.Instance);
        Assert.True(symbolizer.TryResolve(Own, address, out var name));
        Assert.Equal(("malloc", 0ul), (name.Name, name.Offset));
        Assert.EndsWith("/libc.so.6", name.Module);
        Assert.True(symbolizer.TryResolve(Own, address + 5, out name));
        Assert.Equal(("malloc", 5ul), (name.Name, name.Offset));
    }

    [Fact]
    public void The_vdso_has_names()
    {
        Assert.Equal(Errno.None, ProcessMaps.TryRead(SystemCalls.Instance, Own, out var mappings));
        var vdso = Array.Find(mappings, static mapping => mapping.IsVdso);
        var symbolizer = new UserSymbolizer(SystemCalls.Instance);
        var found = false;
        for (var address = vdso.Start; address < vdso.End && !found; address += 16)
            found = symbolizer.TryResolve(Own, address, out var name) && name.Name.Contains("clock_gettime", StringComparison.Ordinal) && name.Module == "[vdso]";
        Assert.True(found);
    }

    [Theory]
    [InlineData("pie", "-pie -fPIE")]
    [InlineData("fixed", "-no-pie")]
    [InlineData("static", "-static")]
    [InlineData("static-pie", "-static-pie")]
    public void Addresses_that_a_program_prints_have_their_names_also_after_it_ended(string name, string options)
    {
        var symbolizer = new UserSymbolizer(SystemCalls.Instance);
        Check(symbolizer, tools.Compile(name, options));
    }

    [Fact]
    public void A_stripped_program_is_named_by_its_debug_link()
    {
        var path = tools.Compile("linked", "-Wl,--build-id=none");
        Toolchain.Run("objcopy", $"--only-keep-debug {path} {path}.debug");
        Toolchain.Run("objcopy", $"--strip-all --add-gnu-debuglink={path}.debug {path}");
        Check(new UserSymbolizer(SystemCalls.Instance), path);

        File.AppendAllText(path + ".debug", "changed");
        Assert.ThrowsAny<Exception>(() => Check(new UserSymbolizer(SystemCalls.Instance), path));
    }

    [Fact]
    public void Just_in_time_code_is_named_by_the_perf_map()
    {
        var address = FindCompiledCode();
        var path = $"/tmp/perf-{Own}.map";
        Assert.False(File.Exists(path));
        var now = 0L;
        var symbolizer = new UserSymbolizer(SystemCalls.Instance, () => now);
        try
        {
            Assert.False(symbolizer.TryResolve(Own, address, out _));
            File.WriteAllText(path, $"{address - 64:x} 10000 stub block<1> ReportStubBlock\n{address - 16:x} 40 int32 [App] App.Parser::Read(string)[QuickJitted]\n{address:x} 1");
            now += 2000;
            Assert.True(symbolizer.TryResolve(Own, address, out var name));
            Assert.Equal(("App.Parser.Read", 16ul), (name.Name, name.Offset));

            File.AppendAllText(path, $"0 void [App] App.Parser::Write()[OptimizedTier1]\n");
            now += 2000;
            Assert.True(symbolizer.TryResolve(Own, address, out name));
            Assert.Equal(("App.Parser.Write", 0ul), (name.Name, name.Offset));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_process_that_does_not_exist_has_no_names() =>
        Assert.False(new UserSymbolizer(SystemCalls.Instance).TryResolve(int.MaxValue, 0x401000, out _));

    [Fact]
    public void Warm_lookups_allocate_nothing()
    {
        var address = (ulong)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "malloc");
        var symbolizer = new UserSymbolizer(SystemCalls.Instance, static () => 0);
        for (var round = 0; round < 3; round++)
            Assert.True(symbolizer.TryResolve(Own, address, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
            symbolizer.TryResolve(Own, address, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // Somewhere in memory that the runtime filled with code: a mapping that no file is behind.
    private static ulong FindCompiledCode()
    {
        Assert.Equal(Errno.None, ProcessMaps.TryRead(SystemCalls.Instance, Own, out var mappings));
        var mapping = Array.Find(mappings, static mapping => !mapping.IsFile && !mapping.IsVdso && mapping.Path != "[vsyscall]");
        Assert.NotEqual(0ul, mapping.Start);
        return mapping.Start + 256;
    }

    private static void Check(UserSymbolizer symbolizer, string path)
    {
        using var process = Process.Start(new ProcessStartInfo(path, "wait") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var addresses = process.StandardOutput.ReadLine()!.Split(' ');
        symbolizer.Preload(process.Id);
        Compare();
        process.StandardInput.WriteLine();
        process.WaitForExit();
        Compare();

        void Compare()
        {
            var expected = new[] { "visible", "hidden", "main" };
            for (var index = 0; index < expected.Length; index++)
            {
                var address = ulong.Parse(addresses[index].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                Assert.True(symbolizer.TryResolve(process.Id, address + 1, out var name));
                Assert.Equal((expected[index], 1ul, path), (name.Name, name.Offset, name.Module));
            }
        }
    }
}
