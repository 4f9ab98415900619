using System;
using System.IO;

namespace Borescope.Cli.Tests;

/// <summary>docs/library.md shows the recipes as they are in samples/recipes, where they are compiled and run.</summary>
public sealed class LibraryPageTests
{
    public static TheoryData<string> Files
    {
        get
        {
            var files = new TheoryData<string>();
            foreach (string folder in Directory.GetDirectories(Recipes))
            {
                if (!char.IsAsciiDigit(Path.GetFileName(folder)[0]))
                    continue;
                foreach (string file in Directory.GetFiles(folder))
                {
                    if (Path.GetExtension(file) is ".c" or ".cs")
                        files.Add(Path.GetRelativePath(Root, file));
                }
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_recipe_is_shown_as_it_is(string file)
    {
        string language = file.EndsWith(".c", StringComparison.Ordinal) ? "c" : "csharp";
        string page = File.ReadAllText(Path.Combine(Root, "docs", "library.md"));
        Assert.Contains($"`{file}`:\n\n```{language}\n{File.ReadAllText(Path.Combine(Root, file)).TrimEnd('\n')}\n```\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_ten_recipes()
    {
        string page = File.ReadAllText(Path.Combine(Root, "docs", "library.md"));
        for (int number = 1; number <= 10; number++)
            Assert.Contains($"\n### {number}. ", page, StringComparison.Ordinal);
    }

    private static string Recipes => Path.Combine(Root, "samples", "recipes");

    private static string Root
    {
        get
        {
            string? directory = AppContext.BaseDirectory;
            while (directory is not null && !File.Exists(Path.Combine(directory, "Borescope.slnx")))
                directory = Path.GetDirectoryName(directory);
            return directory ?? throw new InvalidOperationException("not inside the source tree");
        }
    }
}
