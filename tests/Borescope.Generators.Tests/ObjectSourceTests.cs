using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace Borescope.Generators.Tests;

/// <summary>What is written for an object, word by word.</summary>
public sealed class ObjectSourceTests
{
    [Fact]
    public void The_class_of_an_object_reads_like_this()
    {
        Generation generation = Generation.Of([Generation.Item.Case("shapes.bpf.o")]);
        Approve("shapes.expected.txt", generation.Source("Generated.Shapes.g.cs"));
        generation.Compile();
    }

    // BORESCOPE_ACCEPT=1 writes what is now.
    private static void Approve(string name, string text, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "Cases", name);
        if (Environment.GetEnvironmentVariable("BORESCOPE_ACCEPT") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }
}
