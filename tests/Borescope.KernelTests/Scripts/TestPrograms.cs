using System;
using System.IO;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Scripts;

/// <summary>The programs of <c>Scripts/Programs</c>, compiled once; cases find them in the folder that <c>$P</c> names.</summary>
internal static class TestPrograms
{
    // Frame pointers, so that stacks can be walked.
    private const string Options = "-O1 -w -g -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -pthread";

    private static readonly Lazy<Task<string>> s_folder = new(Compile);

    /// <summary>The folder, the same in the lab, which sees this host's files.</summary>
    internal static Task<string> Folder => s_folder.Value;

    /// <summary>Whether there is a compiler for the objects that scripts import.</summary>
    internal static bool HasClang { get; } = File.Exists("/usr/bin/clang-19");

    private static async Task<string> Compile()
    {
        string sources = Path.Combine(AppContext.BaseDirectory, "Scripts", "Programs");
        string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "Scripts", "Compiled")).FullName;
        foreach (string source in Directory.GetFiles(sources))
        {
            bool isBpf = source.EndsWith(".bpf.c", StringComparison.Ordinal);
            if (isBpf && !HasClang)
                continue;
            string program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source) + (isBpf ? ".o" : ""));
            if (File.Exists(program) && File.GetLastWriteTimeUtc(program) >= File.GetLastWriteTimeUtc(source))
                continue;
            string compiler = source.EndsWith(".cpp", StringComparison.Ordinal) ? "g++" : "gcc";
            string command = isBpf ? $"clang-19 -g -O2 -target bpf -mcpu=v3 -c {source} -o {program}" : $"{compiler} {Options} -o {program} {source}";
            RunResult result = await HostMachine.Instance.RunAsync("/bin/sh", ["-c", command]);
            Assert.SkipWhen(result.ExitCode == 127, $"{compiler} is not installed");
            Assert.True(result.ExitCode == 0, $"{source} does not compile: {result}");
        }

        return folder;
    }
}
