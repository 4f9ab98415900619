using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Borescope.Inventory;

namespace Borescope.Cli.Inventory;

/// <summary>Links as text.</summary>
internal static class LinkText
{
    internal static void List(KernelInventory inventory, string argument)
    {
        ILookup<uint, string> owners = InventoryVerb.Owners(inventory, ObjectKind.Link);
        Dictionary<uint, string> names = inventory.Programs().ToDictionary(program => program.Id, program => program.Name);
        var table = new Columns("ID", "TYPE", "PROG", "NAME", "HELD BY");
        foreach (LoadedLink link in inventory.Links())
        {
            table.Add(
                link.Id.ToString(CultureInfo.InvariantCulture), link.Type, link.ProgramId.ToString(CultureInfo.InvariantCulture),
                InventoryVerb.Printable(names.GetValueOrDefault(link.ProgramId, "-")), string.Join(' ', owners[link.Id].DefaultIfEmpty("-")));
        }
        table.Write(Console.Out);
    }

    internal static void Show(KernelInventory inventory, string argument)
    {
        LoadedLink link = inventory.FindLink(InventoryVerb.Number(argument, "link"))
            ?? throw new ArgumentException($"there is no link {argument}: borescope link list shows those there are");
        Console.Out.WriteLine($"link {link.Id} {link.Type} runs program {link.ProgramId} {InventoryVerb.Printable(inventory.FindProgram(link.ProgramId)?.Name ?? "")}");
        Console.Out.WriteLine($"  held by {string.Join(' ', InventoryVerb.Owners(inventory, ObjectKind.Link)[link.Id].DefaultIfEmpty("no process: pinned"))}");
    }
}
