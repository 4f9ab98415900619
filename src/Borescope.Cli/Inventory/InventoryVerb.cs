using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Borescope.Inventory;
using Borescope.Kernel;

namespace Borescope.Cli.Inventory;

/// <summary><c>borescope prog|map|link</c>: what is loaded in this kernel, by anyone.</summary>
internal static class InventoryVerb
{
    internal const int UsageError = 1;
    private const int KernelError = 255;

    private static readonly InventoryRow[] Rows =
    [
        new("prog", "list", "", "all programs: number, type, name, tag, size, runs, who holds them", ProgramText.List),
        new("prog", "show", "ID", "one program", ProgramText.Show),
        new("prog", "dump", "ID", "its instructions as the kernel rewrote them", ProgramText.Dump),
        new("prog", "trace", "", "what programs print with bpf_printk, until Ctrl-C", TraceText.Run),
        new("map", "list", "", "all maps: number, type, name, sizes, flags, who holds them", MapText.List),
        new("map", "show", "ID|PATH", "one map", MapText.Show),
        new("map", "dump", "ID|PATH", "its elements", MapText.Dump),
        new("link", "list", "", "all links: number, type, program, who holds them", LinkText.List),
        new("link", "show", "ID", "one link", LinkText.Show),
    ];

    internal static Func<string[], int> For(string noun) => arguments => Run(noun, arguments);

    /// <summary>The number of an object in the arguments.</summary>
    internal static uint Number(string text, string noun) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
        ? id
        : throw new ArgumentException($"'{text}' is not the number of a {noun}: borescope {noun} list shows them");

    /// <summary>Owners of one kind by object, as <c>name(pid)</c>.</summary>
    internal static ILookup<uint, string> Owners(KernelInventory inventory, ObjectKind kind) => inventory.Owners()
        .Where(owner => owner.Kind == kind)
        .ToLookup(owner => owner.Id, owner => FormattableString.Invariant($"{Printable(owner.Command)}({owner.Pid})"));

    /// <summary>Names come from other people's programs: only plain characters reach the terminal.</summary>
    internal static string Printable(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));

    private static int Run(string noun, string[] arguments)
    {
        InventoryRow? row = arguments.Length == 0 ? null : Array.Find(Rows, r => r.Noun == noun && r.Name == arguments[0]);
        bool help = arguments is [.., "-h" or "--help"];
        if (help || row is null || arguments.Length != (row.Argument.Length == 0 ? 1 : 2))
        {
            (help ? Console.Out : Console.Error).Write(Usage(noun));
            return help ? 0 : UsageError;
        }
        try
        {
            row.Run(new KernelInventory(), arguments.Length > 1 ? arguments[1] : "");
            return 0;
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine($"borescope {noun} {row.Name}: {error.Message}");
            return UsageError;
        }
        catch (BpfException error)
        {
            Console.Error.WriteLine($"borescope {noun} {row.Name}: {error.Message}");
            return KernelError;
        }
    }

    private static string Usage(string noun)
    {
        IEnumerable<InventoryRow> rows = Rows.Where(r => r.Noun == noun);
        return string.Concat(rows.Select((r, index) => $"{(index == 0 ? "usage:" : "      ")} borescope {noun} {$"{r.Name} {r.Argument}",-14} {r.Summary}\n"));
    }
}
