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
            _built.Add(compiler, bytes = Build(compiler));
        Assert.SkipWhen(bytes is null, $"{compiler} is not installed");
        return (byte[])bytes!.Clone();
    }

    private static byte[]? Build(string compiler)
    {
        if (!File.Exists("/usr/bin/" + compiler))
            return null;
        var folder = Directory.CreateTempSubdirectory("borescope-object-").FullName;
        try
        {
            var source = Path.Combine(folder, "sample.bpf.c");
            File.WriteAllText(source, ObjectSource.Text);
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
