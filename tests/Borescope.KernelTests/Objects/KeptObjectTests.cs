using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Objects;

/// <summary>The .bpf.o files that are kept in the source tree are what their C gives.</summary>
public sealed class KeptObjectTests
{
    private const string Command = ".ci/build-objects";

    [Fact]
    public void Objects_in_the_source_tree_are_what_clang_makes_of_the_C_beside_them()
    {
        Assert.SkipUnless(IsOnPath("clang-19") && IsOnPath("llvm-strip-19"), "clang-19 or llvm-strip-19 is not installed (packages clang-19, llvm-19)");
        Assert.SkipUnless(File.Exists("/usr/include/bpf/bpf_helpers.h"), "libbpf's headers are not installed (package libbpf-dev)");
        Assert.SkipUnless(File.Exists("/sys/kernel/btf/vmlinux"), "this kernel does not show its types, which the C needs");
        Assert.SkipUnless(RuntimeInformation.OSArchitecture == Architecture.X64, "the objects are built with the headers of x86-64");
        // Up to date before the script asks it for the kernel's types.
        Assert.True(File.Exists(NativeBinary.Path));
        string folder = Directory.CreateTempSubdirectory("borescope-objects-").FullName;
        try
        {
            ObjectPrograms.Run("sh", Path.Combine(NativeBinary.Root, Command), folder);
            string[] kept = [.. Objects(NativeBinary.Root)];
            Assert.Equal(Objects(folder), kept);
            Assert.NotEmpty(kept);
            string[] problems = [.. kept.Select(name => Difference(name, folder)).OfType<string>()];
            Assert.True(problems.Length == 0, string.Join('\n', problems) + $"\nBuild them again with {Command}.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_listing_tells_what_an_object_does()
    {
        IReadOnlyList<string> lines = ObjectListing.Of(Path.Combine(NativeBinary.Root, "samples/recipes/02-syscall-latency/latency.bpf.o"));
        Assert.Contains("license GPL", lines);
        Assert.Contains("map started Hash: 4 + 8 bytes, 10240 entries, flags None, extra 0, pinned False, frozen False", lines);
        Assert.Contains("    __u32 key, __u64 value", lines);
        Assert.Contains(lines, line => line.StartsWith("variable const volatile __u32 target_pid global True in .rodata", StringComparison.Ordinal));
        Assert.Contains("program on_enter RawTracepoint in raw_tp/sys_enter, flags 0, loaded True", lines);
        Assert.Contains("        Map started + 0", lines);
        lines = ObjectListing.Of(Path.Combine(NativeBinary.Root, "samples/recipes/01-hello-kprobe/hello.bpf.o"));
        Assert.Contains("        FieldByteOffset struct filename.name", lines);
        Assert.Contains("struct event with 96 bytes", lines);
        Assert.Contains("       96  0 char comm[16]", lines);
    }

    private static string? Difference(string name, string folder)
    {
        IReadOnlyList<string> kept = ObjectListing.Of(Path.Combine(NativeBinary.Root, name));
        IReadOnlyList<string> built = ObjectListing.Of(Path.Combine(folder, name));
        for (int index = 0; index < Math.Max(kept.Count, built.Count); index++)
        {
            string left = index < kept.Count ? kept[index] : "(end)", right = index < built.Count ? built[index] : "(end)";
            if (left != right)
                return $"{name} is not what its C gives; line {index + 1} of its listing is\n    {left}\nand should be\n    {right}";
        }

        return null;
    }

    private static IEnumerable<string> Objects(string root) =>
        Directory.EnumerateDirectories(root)
            .Where(directory => Path.GetFileName(directory) is not ("artifacts" or ".git"))
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*.bpf.o", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(root, path))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private static bool IsOnPath(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
