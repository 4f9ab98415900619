using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Borescope.Tests.Objects;

/// <summary>The sample object, built by the compilers that the machine has.</summary>
public sealed class BpfObjectFiles
{
    private readonly Dictionary<string, byte[]?> _built = [];

    public byte[] Get(string compiler)
    {
        if (!_built.TryGetValue(compiler, out var bytes))
            _built.Add(compiler, bytes = TryBuild(compiler, ObjectSource.Text));
        Assert.SkipWhen(bytes is null, $"{compiler} is not installed");
        return (byte[])bytes!.Clone();
    }

    /// <summary>Builds another source.</summary>
    public static byte[] Build(string compiler, string text)
    {
        var bytes = TryBuild(compiler, text);
        Assert.SkipWhen(bytes is null, $"{compiler} is not installed");
        return bytes!;
    }

    private static byte[]? TryBuild(string compiler, string text)
    {
        if (!File.Exists("/usr/bin/" + compiler))
            return null;
        var folder = Directory.CreateTempSubdirectory("borescope-object-").FullName;
        try
        {
            var source = Path.Combine(folder, "sample.bpf.c");
            File.WriteAllText(source, text);
            using var process = Process.Start(new ProcessStartInfo(compiler, ["-g", "-O2", "-target", "bpf", "-c", source, "-o", source + ".o"]) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error);
            return File.ReadAllBytes(source + ".o");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
