using System;
using Borescope.Cli.Demo;
using Borescope.Cli.Inventory;
using Borescope.Cli.Lab;
using Borescope.Cli.LanguageServer;
using Borescope.Cli.Objects;
using Borescope.Cli.Tools;
using Borescope.Cli.Types;

namespace Borescope.Cli;

/// <summary>The verbs.</summary>
internal static class VerbTable
{
    internal static readonly VerbRow[] Rows =
    [
        new("demo", "say what this kernel can do and show three probes live", DemoVerb.Run),
        new("lab", "run a command in a booted kernel of its own (see borescope lab --help)", static arguments => LabVerb.Run(arguments)),
        new("object", "show, check or run a BPF object that clang built (see borescope object --help)", ObjectVerb.Run),
        new("btf", "write the kernel's types as a C header (see borescope btf --help)", BtfVerb.Run),
        new("tool", "run a standard tool (see borescope tool list)", ToolVerb.Run),
        new("lsp", "a language server for editors (see borescope lsp --help)", LanguageServerVerb.Run),
        new("prog", "list, show and dump loaded programs, show what they print (see borescope prog --help)", InventoryVerb.For("prog")),
        new("map", "list, show and dump maps (see borescope map --help)", InventoryVerb.For("map")),
        new("link", "list and show what is attached (see borescope link --help)", InventoryVerb.For("link")),
    ];

    internal static VerbRow? Find(string name) => Array.Find(Rows, row => row.Name == name);
}
