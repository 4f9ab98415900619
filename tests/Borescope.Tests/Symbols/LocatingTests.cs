using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Symbols;
using Borescope.Tests.Elf;

namespace Borescope.Tests.Symbols;

public sealed class LocatingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("borescope-root-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("/lib/x", "/usr/lib/x")]
    [InlineData("/absolute/x", "/usr/lib/x")]
    [InlineData("/chain/x", "/usr/lib/x")]
    [InlineData("/../../lib/./x", "/usr/lib/x")]
    [InlineData("/missing/x", "/missing/x")]
    [InlineData("/usr/lib/up/y", "/usr/y")]
    public void Links_are_followed_inside_the_root(string path, string expected)
    {
        Directory.CreateDirectory(_root + "/usr/lib");
        File.CreateSymbolicLink(_root + "/lib", "usr/lib");
        File.CreateSymbolicLink(_root + "/absolute", "/usr/lib");
        File.CreateSymbolicLink(_root + "/chain", "/absolute");
        File.CreateSymbolicLink(_root + "/usr/lib/up", "..");
        Assert.Equal(_root + expected, RootedPath.Resolve(SystemCalls.Instance, _root, path));
    }

    [Fact]
    public void A_circle_of_links_ends()
    {
        File.CreateSymbolicLink(_root + "/a", "/b");
        File.CreateSymbolicLink(_root + "/b", "/a");
        Assert.StartsWith(_root, RootedPath.Resolve(SystemCalls.Instance, _root, "/a/x"));
    }

    [Theory]
    [InlineData("libc.so.6", "/lib64/libc.so.6")]
    [InlineData("libc", "/lib64/libc.so.6")]
    [InlineData("c", "/lib64/libc.so.6")]
    [InlineData("libcrypt", null)]
    [InlineData("readline", "/lib64/libreadline.so.8")]
    public void The_library_cache_gives_libraries_of_this_machine_only(string name, string? expected)
    {
        var cache = Cache(("libc.so.6", "/lib32/libc.so.6", 0x0003), ("libc.so.6", "/libx32/libc.so.6", 0x0803), ("libc.so.6", "/lib64/libc.so.6", 0x0303), ("libreadline.so.8", "/lib64/libreadline.so.8", 0x0303));
        Assert.Equal(expected, LibraryCache.Find(cache, name, ElfMachine.X64));
    }

    [Fact]
    public void A_damaged_library_cache_is_answered()
    {
        var cache = Cache(("libc.so.6", "/lib64/libc.so.6", 0x0303), ("libm.so.6", "/lib64/libm.so.6", 0x0303));
        var random = new Random(3);
        for (var round = 0; round < 5000; round++)
        {
            var changed = (byte[])cache.Clone();
            for (var change = 0; change < 4; change++)
                changed[random.Next(20, changed.Length)] = (byte)random.Next(256);
            LibraryCache.Find(changed.AsSpan(0, random.Next(changed.Length + 1)), "libm", ElfMachine.X64);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(cache.AsSpan(20), uint.MaxValue);
        Assert.Null(LibraryCache.Find(cache, "libc", ElfMachine.X64));
    }

    [Fact]
    public void A_debug_file_is_found_by_build_id_in_the_root_of_the_process()
    {
        using var tools = new Toolchain();
        var path = tools.Compile("program", "-Wl,--build-id=0x0123456789abcdef");
        var folder = _root + "/usr/lib/debug/.build-id/01";
        Directory.CreateDirectory(folder);
        Toolchain.Run("objcopy", $"--only-keep-debug {path} {folder}/23456789abcdef.debug");
        Toolchain.Run("strip", path);
        Assert.True(UserBinary.TryOpen(SystemCalls.Instance, path, _root, out var binary, out var diagnostic), diagnostic);
        using (binary)
        {
            Assert.NotNull(binary!.Debug);
            Assert.Single(new FunctionSearch(binary).Find("hidden"));
        }
    }

    [Fact]
    public void A_file_cut_short_while_it_is_open_does_no_harm()
    {
        using var tools = new Toolchain();
        var path = tools.Compile("shared.so", "-shared -fPIC");
        Assert.True(ElfFile.TryOpen(SystemCalls.Instance, path, out var file, out _));
        using (file)
        {
            File.WriteAllBytes(path, []);
            using var binary = UserBinary.Own(file!);
            Assert.Empty(new FunctionSearch(binary).Find("no_such_function"));
            Assert.Equal(file!.Length, file.Bytes.Length);
        }
    }

    [Fact]
    public void A_program_replaced_while_it_runs_is_still_the_one_that_runs()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "/proc/PID/map_files needs root");
        using var tools = new Toolchain();
        var path = tools.Compile("pie", "-pie -fPIE");
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(path, "wait") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var address = Convert.ToUInt64(process.StandardOutput.ReadLine()!.Split(' ')[0], 16);
        File.Delete(path);
        File.WriteAllText(path, "something else");
        var resolver = new UserFunctionResolver(SystemCalls.Instance);
        foreach (var target in new[] { path, "pie", "" })
        {
            Assert.True(resolver.TryResolve(new UserFunctionRequest(target, "visible") { ProcessId = process.Id }, out var matches, out var diagnostic), diagnostic);
            Assert.StartsWith($"/proc/{process.Id}/", matches!.Path);
        }

        Assert.True(new UserSymbolizer(SystemCalls.Instance).TryResolve(process.Id, address, out var name));
        Assert.Equal("visible", name.Name);
        process.StandardInput.WriteLine();
        process.WaitForExit();
    }

    [Fact]
    public void A_process_in_another_root_is_looked_at_through_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "chroot needs root");
        using var tools = new Toolchain();
        File.Copy(tools.Compile("static", "-static"), _root + "/program");
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("chroot", $"{_root} /program wait") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var address = Convert.ToUInt64(process.StandardOutput.ReadLine()!.Split(' ')[0], 16);
        var resolver = new UserFunctionResolver(SystemCalls.Instance);
        Assert.True(resolver.TryResolve(new UserFunctionRequest("/program", "visible") { ProcessId = process.Id }, out var matches, out var diagnostic), diagnostic);
        Assert.Equal($"/proc/{process.Id}/root/program", matches!.Path);
        Assert.Equal(address, matches.Functions[0].Address);
        Assert.True(resolver.TryResolve(new UserFunctionRequest(matches.Path, "hidden") { ProcessId = process.Id }, out _, out diagnostic), diagnostic);
        Assert.True(resolver.TryResolve(new UserFunctionRequest("", "main") { ProcessId = process.Id }, out _, out diagnostic), diagnostic);
        Assert.False(resolver.TryResolve(new UserFunctionRequest("/bin/bash", "main") { ProcessId = process.Id }, out _, out diagnostic));
        Assert.Contains("in the root of process", diagnostic);
        Assert.True(new UserSymbolizer(SystemCalls.Instance).TryResolve(process.Id, address, out var name));
        Assert.Equal("visible", name.Name);
        process.StandardInput.WriteLine();
        process.WaitForExit();
    }

    private static byte[] Cache(params (string Name, string Path, int Flags)[] entries)
    {
        var strings = new MemoryStream();
        var header = new byte[48 + (entries.Length * 24)];
        "glibc-ld.so.cache1.1"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), entries.Length);
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = header.AsSpan(48 + (index * 24));
            BinaryPrimitives.WriteInt32LittleEndian(entry, entries[index].Flags);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], Add(entries[index].Name));
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], Add(entries[index].Path));
        }

        return [.. header, .. strings.ToArray()];

        int Add(string text)
        {
            var at = header.Length + (int)strings.Position;
            strings.Write(Encoding.UTF8.GetBytes(text + "\0"));
            return at;
        }
    }
}
