using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Borescope.Compiler.Instructions;
using Borescope.Objects;

namespace Borescope.Tests.Api;

/// <summary>
/// The public surface of the libraries is the one that is written down beside this file. A wanted change is accepted by running this class with
/// BORESCOPE_ACCEPT=1, and shows in the commit.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Assemblies => ["Borescope", "Borescope.Compiler"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_what_is_written_down(string name)
    {
        Assembly assembly = name == "Borescope" ? typeof(ObjectSpec).Assembly : typeof(BpfInstruction).Assembly;
        Assert.Equal(name, assembly.GetName().Name);
        string actual = ApiText.Of(assembly);
        string path = Path.Combine(Root(), "tests", "Borescope.Tests", "Api", name + ".txt");
        if (Environment.GetEnvironmentVariable("BORESCOPE_ACCEPT") == "1")
            File.WriteAllText(path, actual);
        string expected = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(expected == actual, $"the public surface of {name} differs from {path} (BORESCOPE_ACCEPT=1 accepts it):\n{Differences(expected, actual)}");
    }

    // Each line with its type, so that a member is told from one of the same name elsewhere.
    private static string Differences(string expected, string actual)
    {
        HashSet<string> before = Lines(expected), after = Lines(actual);
        return string.Join('\n', before.Except(after).Select(static line => "- " + line).Concat(after.Except(before).Select(static line => "+ " + line)).Order(StringComparer.Ordinal).Take(60));
    }

    private static HashSet<string> Lines(string text)
    {
        HashSet<string> lines = new(StringComparer.Ordinal);
        string type = "";
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
                type = line;
            lines.Add(line[0] == ' ' ? $"{type.Split(" : ")[0]}:{line[3..]}" : line);
        }

        return lines;
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Borescope.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not lie below the sources");
        return folder;
    }
}
