using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Borescope.Inventory;
using Borescope.Maps;

namespace Borescope.Cli.Inventory;

/// <summary>Maps as text.</summary>
internal static class MapText
{
    internal static void List(KernelInventory inventory, string argument)
    {
        ILookup<uint, string> owners = InventoryVerb.Owners(inventory, ObjectKind.Map);
        var table = new Columns("ID", "TYPE", "NAME", "KEY", "VALUE", "ENTRIES", "FLAGS", "HELD BY");
        foreach (LoadedMap map in inventory.Maps())
        {
            table.Add(
                Number(map.Id), map.Type.ToString(), InventoryVerb.Printable(map.Name), Number(map.KeySize), Number(map.ValueSize), Number(map.MaxEntries),
                map.Flags == 0 ? "-" : map.Flags.ToString().Replace(", ", "|", StringComparison.Ordinal), string.Join(' ', owners[map.Id].DefaultIfEmpty("-")));
        }
        table.Write(Console.Out);
    }

    internal static void Show(KernelInventory inventory, string argument)
    {
        using BpfMap map = Open(inventory, argument);
        Console.Out.WriteLine($"map {InventoryVerb.Printable(map.Name)} {map.Type}: key {map.KeySize}, value {map.Spec.ValueSize} bytes{(map.IsPerCpu ? $" on each of {map.CpuCount} CPUs" : "")}, {map.Spec.MaxEntries} entries, flags {map.Spec.Flags}");
        if (uint.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out uint id))
        {
            Console.Out.WriteLine($"  held by {string.Join(' ', InventoryVerb.Owners(inventory, ObjectKind.Map)[id].DefaultIfEmpty("no process: used by programs, or pinned"))}");
            uint[] users = [.. inventory.Programs().Where(program => program.MapIds.Contains(id)).Select(program => program.Id)];
            Console.Out.WriteLine($"  used by programs {(users.Length == 0 ? "none" : string.Join(", ", users))}");
        }
    }

    internal static void Dump(KernelInventory inventory, string argument)
    {
        using BpfMap map = Open(inventory, argument);
        if (map.KeySize == 0)
        {
            throw new ArgumentException($"a map of type {map.Type} has no elements that can be listed");
        }
        using MapSnapshot elements = map.Read();
        for (int index = 0; index < elements.Count; index++)
        {
            ReadOnlySpan<byte> value = elements.Value(index);
            Console.Out.Write($"key {Bytes(elements.Key(index))}");
            for (int cpu = 0; cpu < map.CpuCount; cpu++)
            {
                Console.Out.Write($"{(map.IsPerCpu ? $"\n  cpu {cpu}:" : "  value")} {Bytes(value.Slice(cpu * map.CpuStride, (int)map.Spec.ValueSize))}");
            }
            Console.Out.WriteLine();
        }
        Console.Out.WriteLine($"{elements.Count} elements");
    }

    /// <summary>A number where the bytes have the size of one, else hexadecimal.</summary>
    internal static string Bytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => Number(bytes[0]),
        2 => Number(BitConverter.ToUInt16(bytes)),
        4 => Number(BitConverter.ToUInt32(bytes)),
        8 => Number(BitConverter.ToUInt64(bytes)),
        _ => Hexadecimal(bytes),
    };

    private static string Hexadecimal(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 3);
        foreach (byte b in bytes)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(b.ToString("x2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private static BpfMap Open(KernelInventory inventory, string argument) => argument.StartsWith('/')
        ? inventory.OpenPinnedMap(argument)
        : inventory.FindMap(InventoryVerb.Number(argument, "map")) is { } map ? inventory.OpenMap(map.Id)
        : throw new ArgumentException($"there is no map {argument}: borescope map list shows those there are");

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
