using System;
using System.Diagnostics;
using System.IO;

namespace Borescope.KernelTests.Machines;

/// <summary>The native borescope of this source tree, built by ./borescope when it is missing or old.</summary>
public static class NativeBinary
{
    private static readonly Lazy<string> s_path = new(Build);

    /// <summary>artifacts/borescope, up to date.</summary>
    public static string Path => s_path.Value;

    public static bool IsRoot { get; } = Borescope.Cli.Lab.Native.Libc.EffectiveUser() == 0;

    /// <summary>The directory of the source tree.</summary>
    public static string Root { get; } = FindRoot();

    private static string Build()
    {
        ProcessStartInfo start = new(System.IO.Path.Combine(Root, "borescope"), ["--version"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("./borescope did not start.");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        string path = System.IO.Path.Combine(Root, "artifacts", "borescope");
        return File.Exists(path) ? path : throw new InvalidOperationException("./borescope built no binary:\n" + error);
    }

    private static string FindRoot()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = System.IO.Path.GetDirectoryName(directory))
        {
            if (File.Exists(System.IO.Path.Combine(directory, "Borescope.slnx")))
            {
                return directory;
            }
        }
        throw new InvalidOperationException("The tests do not run inside the source tree.");
    }
}
