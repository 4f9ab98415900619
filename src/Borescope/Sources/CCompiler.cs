using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;

namespace Borescope.Sources;

/// <summary>clang, as it is found on PATH: the only way from C to BPF that does not need kernel headers.</summary>
internal static class CCompiler
{
    private const int NewestVersion = 22;
    private const int OldestVersion = 12;

    /// <summary>Path of the compiler.</summary>
    /// <exception cref="CompileFailedException">There is none.</exception>
    internal static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in Names())
        {
            foreach (var folder in folders)
            {
                var path = Path.Combine(folder, name);
                if (File.Exists(path))
                    return path;
            }
        }

        throw new CompileFailedException("C programs are compiled by clang, and there is none on PATH; install package clang (Debian, Ubuntu, Fedora: clang)");
    }

    /// <summary>Compiles a file to an object.</summary>
    /// <param name="source">Path of the C file; its folder is where it includes from.</param>
    /// <param name="target">Path of the object.</param>
    /// <param name="options">More arguments of the compiler.</param>
    /// <exception cref="CompileFailedException">The compiler refused it.</exception>
    internal static void Run(string source, string target, IReadOnlyList<string> options)
    {
        var start = new ProcessStartInfo(Find()) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetDirectoryName(source)! };
        foreach (var argument in (ReadOnlySpan<string>)
            ["-g", "-O2", "-target", "bpf", "-mcpu=v3", $"-D__TARGET_ARCH_{Architecture()}", "-fno-color-diagnostics", "-Wno-unused-function", "-Wno-unused-variable",
             "-Wno-missing-declarations", "-Wno-address-of-packed-member", "-Wno-unknown-attributes", "-Wno-pointer-sign"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var option in options)
            start.ArgumentList.Add(option);
        foreach (var argument in (ReadOnlySpan<string>)["-c", source, "-o", target])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new CompileFailedException("clang could not be started");
        var output = process.StandardOutput.ReadToEndAsync();
        var diagnostics = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new CompileFailedException("clang refuses the program:", diagnostics + output.Result);
    }

    private static IEnumerable<string> Names()
    {
        yield return "clang";
        for (var version = NewestVersion; version >= OldestVersion; version--)
            yield return $"clang-{version}";
    }

    private static string Architecture() => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x86";
}
