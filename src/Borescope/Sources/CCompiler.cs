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
    internal static void Compile(string source, string target, IReadOnlyList<string> options) => Run(source, [.. options, "-c", source, "-o", target]);

    /// <summary>Prepares a header, to be used with <c>-include-pch</c> and the same options.</summary>
    /// <param name="header">Path of the header.</param>
    /// <param name="target">Path of what is prepared.</param>
    /// <param name="options">More arguments of the compiler.</param>
    /// <exception cref="CompileFailedException">The compiler refused it.</exception>
    internal static void Prepare(string header, string target, IReadOnlyList<string> options) => Run(header, [.. options, "-x", "c-header", header, "-o", target]);

    /// <summary>What the compiler understands of a file, without what a prepared header declares, as JSON.</summary>
    /// <param name="source">Path of the C file.</param>
    /// <param name="options">More arguments of the compiler.</param>
    /// <exception cref="CompileFailedException">The compiler refused it.</exception>
    internal static string Describe(string source, IReadOnlyList<string> options) => Run(source, [.. options, "-fsyntax-only", "-Xclang", "-ast-dump=json", source]);

    private static string Run(string source, string[] arguments)
    {
        var start = new ProcessStartInfo(Find()) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetDirectoryName(source)! };
        foreach (var argument in (ReadOnlySpan<string>)
            ["-g", "-O2", "-target", "bpf", "-mcpu=v3", $"-D__TARGET_ARCH_{Architecture()}", "-fno-color-diagnostics", "-Wno-unused-function", "-Wno-unused-variable",
             "-Wno-missing-declarations", "-Wno-address-of-packed-member", "-Wno-unknown-attributes", "-Wno-pointer-sign",
             $"-fdebug-prefix-map={Path.GetDirectoryName(source)}=", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new CompileFailedException("clang could not be started");
        var diagnostics = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new CompileFailedException("clang refuses the program:", diagnostics.Result);
        return output;
    }

    private static IEnumerable<string> Names()
    {
        yield return "clang";
        for (var version = NewestVersion; version >= OldestVersion; version--)
            yield return $"clang-{version}";
    }

    private static string Architecture() => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x86";
}
