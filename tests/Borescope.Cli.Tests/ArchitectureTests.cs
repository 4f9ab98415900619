using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;

namespace Borescope.Cli.Tests;

/// <summary>Holds the picture of docs/architecture.md against the code: which room may use which.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Room (project/folder) → namespaces below its own project that it may use. Whole projects further down are always allowed.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Borescope.Compiler/Instructions"] = [],
        ["Borescope.Compiler/Calls"] = ["Ir"],
        ["Borescope.Compiler/Ir"] = ["Calls"],
        ["Borescope.Compiler/Btf"] = ["Ir"],
        ["Borescope.Compiler/Passes"] = ["Calls", "Ir", "CodeGeneration"],
        ["Borescope.Compiler/CodeGeneration"] = ["Btf", "Calls", "Instructions", "Ir", "Passes"],
        ["Borescope.Compiler/Polyfills"] = [],
        ["Borescope/Kernel"] = [],
        ["Borescope/Btf"] = ["Kernel"],
        ["Borescope/Elf"] = ["Kernel"],
        ["Borescope/Dwarf"] = ["Btf", "Elf", "Kernel", "Symbols"],
        ["Borescope/Programs"] = ["Btf", "Kernel"],
        ["Borescope/Maps"] = ["Btf", "Kernel", "Objects", "Programs"],
        ["Borescope/Objects"] = ["Kernel", "Btf", "Elf", "Maps", "Programs"],
        ["Borescope/Buffers"] = ["Kernel", "Maps"],
        ["Borescope/Links"] = ["Kernel", "Btf", "Elf", "Maps", "Objects", "Programs", "Symbols"],
        ["Borescope/Symbols"] = ["Kernel", "Elf"],
        ["Borescope/Attaching"] = ["Kernel", "Links", "Maps", "Objects", "Symbols"],
        ["Borescope/Sources"] = ["Attaching", "Btf", "Kernel", "Links", "Maps", "Objects", "Symbols"],
        ["Borescope/Inventory"] = ["Kernel", "Maps", "Objects", "Programs"],
        ["Borescope.Generators/Objects"] = [],
        ["Borescope.Generators/Polyfills"] = [],
        ["Borescope.Generators/Seam"] = [],
        ["Borescope.Script/Types"] = [],
        ["Borescope.Script/Diagnostics"] = ["Syntax"],
        ["Borescope.Script/Syntax"] = ["Diagnostics", "Headers"],
        ["Borescope.Script/Headers"] = ["Diagnostics", "Syntax"],
        ["Borescope.Script/Binding"] = ["Syntax", "Types"],
        ["Borescope.Script/Lowering"] = ["Binding", "Syntax", "Types"],
        ["Borescope.Script/Output"] = ["Binding", "Diagnostics", "Lowering", "Syntax", "Types"],
        ["Borescope.Script/Semantics"] = ["Binding", "Diagnostics", "Headers", "Output", "Syntax", "Types"],
        ["Borescope.Script/Editing"] = ["Binding", "Diagnostics", "Runtime", "Semantics", "Syntax", "Types"],
        ["Borescope.Script/Runtime"] = ["Binding", "Diagnostics", "Headers", "Lowering", "Output", "Semantics", "Syntax", "Types"],
    };

    /// <summary>Projects from top to bottom.</summary>
    private static readonly string[] Projects = ["Borescope.Cli", "Borescope.Script", "Borescope.Generators", "Borescope", "Borescope.Compiler"];

    [Fact]
    public void Every_room_is_in_the_table()
    {
        foreach (string project in Projects[1..])
        {
            foreach (string folder in Directory.GetDirectories(Path.Combine(Root, "src", project)))
            {
                string room = $"{project}/{Path.GetFileName(folder)}";
                Assert.True(Path.GetFileName(folder) is "bin" or "obj" || Allowed.ContainsKey(room), $"{room} is new: say in docs/architecture.md and here what it may use");
            }
        }
    }

    [Fact]
    public void Rooms_use_only_what_lies_below_them()
    {
        var wrong = new List<string>();
        foreach ((string room, string[] rooms) in Allowed)
        {
            string project = room[..room.IndexOf('/', StringComparison.Ordinal)];
            string own = project + "." + room[(project.Length + 1)..];
            foreach (string file in Directory.GetFiles(Path.Combine(Root, "src", room), "*.cs", SearchOption.AllDirectories))
            {
                foreach (Match match in Regex.Matches(File.ReadAllText(file), @"^using (Borescope[\w.]*);", RegexOptions.Multiline))
                {
                    string used = match.Groups[1].Value;
                    if (!IsAllowed(used, project, own, rooms))
                        wrong.Add($"{Path.GetRelativePath(Root, file)} uses {used}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static bool IsAllowed(string used, string project, string own, string[] rooms)
    {
        string usedProject = Array.Find(Projects, p => p != "Borescope" && (used == p || used.StartsWith(p + ".", StringComparison.Ordinal))) ?? "Borescope";
        if (usedProject != project)
            return Array.IndexOf(Projects, usedProject) > Array.IndexOf(Projects, project);
        if (used == project || used == own || used.StartsWith(own + ".", StringComparison.Ordinal))
            return true;
        return Array.Exists(rooms, r => used == $"{project}.{r}" || used.StartsWith($"{project}.{r}.", StringComparison.Ordinal));
    }

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
