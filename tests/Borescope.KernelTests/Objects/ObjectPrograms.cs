using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Objects;

/// <summary>The C programs of Objects/Programs, built by clang for BPF once; the lab's guests see what the host has built.</summary>
public static class ObjectPrograms
{
    private static readonly Lazy<string> s_built = new(BuildAll);

    public static string Sources { get; } = Path.Combine(NativeBinary.Root, "tests", "Borescope.KernelTests", "Objects", "Programs");

    public static IEnumerable<string> Names
    {
        get
        {
            string[] files = Directory.GetFiles(Sources, "*.bpf.c");
            Array.Sort(files, string.CompareOrdinal);
            foreach (string file in files)
                yield return Path.GetFileName(file)[..^".bpf.c".Length];
        }
    }

    /// <summary>The directory with the objects, up to date.</summary>
    public static string Folder => s_built.Value;

    /// <summary>An object's path.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name + ".bpf.o");

    private static string BuildAll()
    {
        string directory = Path.Combine(NativeBinary.Root, "artifacts", "objects");
        Directory.CreateDirectory(directory);
        string header = Path.Combine(Sources, "common.h");
        List<string> stale = [];
        foreach (string name in Names)
        {
            string target = Path.Combine(directory, name + ".bpf.o");
            string source = Path.Combine(Sources, name + ".bpf.c");
            if (!File.Exists(target) || File.GetLastWriteTimeUtc(target) < File.GetLastWriteTimeUtc(source) || File.GetLastWriteTimeUtc(target) < File.GetLastWriteTimeUtc(header))
                stale.Add(name);
        }

        if (stale.Count == 0)
            return directory;
        string types = Path.Combine(directory, "vmlinux.h");
        if (!File.Exists(types))
            File.WriteAllText(types, Run("bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "c"));
        Parallel.ForEach(stale, new ParallelOptions { MaxDegreeOfParallelism = 2 }, name =>
        {
            // Written aside first: an interrupted build leaves no half an object.
            string target = Path.Combine(directory, name + ".bpf.o");
            Run("clang-19", "-g", "-O2", "-target", "bpf", "-mcpu=v3", "-D__TARGET_ARCH_x86", "-I", directory, "-I", "/usr/include/x86_64-linux-gnu", "-c", Path.Combine(Sources, name + ".bpf.c"), "-o", target + ".new");
            File.Move(target + ".new", target, overwrite: true);
        });
        return directory;
    }

    internal static string Run(string program, params string[] arguments)
    {
        (int code, string output, string error) = TryRun(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed:\n{error}");
    }

    internal static (int Code, string Output, string Error) TryRun(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException(program + " did not start");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
