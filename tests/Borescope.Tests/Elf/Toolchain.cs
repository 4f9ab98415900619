using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Borescope.Tests.Elf;

/// <summary>The host's compiler and binutils, in a folder of their own: real files, and other tools' opinion about them.</summary>
public sealed class Toolchain : IDisposable
{
    private const string Source = """
        #include <stdio.h>
        #include <unistd.h>
        int counter = 3;
        static int hidden(int x) { return x * counter + 1; }
        int visible(int x) { return hidden(x) + 2; }
        __attribute__((weak)) int fallback(int x) { return x; }
        int prefix_one(int x) { return x + 1; }
        int prefix_two(int x) { return x + 2; }
        int other_name(int x) __attribute__((alias("prefix_two")));
        int main(int argc, char **argv)
        {
            printf("%p %p %p\n", (void *)visible, (void *)hidden, (void *)main);
            fflush(stdout);
            char c;
            if (argc > 1)
                read(0, &c, 1);
            return visible(argc) + fallback(argc) + prefix_one(argc) + prefix_two(argc) == 12345;
        }
        """;

    public Toolchain()
    {
        Folder = Directory.CreateTempSubdirectory("borescope-elf-").FullName;
        File.WriteAllText(Path.Combine(Folder, "source.c"), Source);
    }

    public string Folder { get; }

    public static bool IsPresent => File.Exists("/usr/bin/gcc") && File.Exists("/usr/bin/readelf") && File.Exists("/usr/bin/objcopy");

    /// <summary>Compiles the sample program.</summary>
    public string Compile(string name, string options)
    {
        Assert.SkipUnless(IsPresent, "gcc and binutils are not installed");
        var path = Path.Combine(Folder, name);
        if (!File.Exists(path))
            Run("gcc", $"-g -O1 -fno-inline {options} -o {path} {Path.Combine(Folder, "source.c")}");
        return path;
    }

    /// <summary>Runs a tool and returns its lines.</summary>
    public static List<string> Run(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line)
            lines.Add(line);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {arguments}: {errors.Result}");
        return lines;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
