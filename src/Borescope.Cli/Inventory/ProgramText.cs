using System;
using System.Globalization;
using System.Linq;
using Borescope.Compiler.Instructions;
using Borescope.Inventory;

namespace Borescope.Cli.Inventory;

/// <summary>Programs as text.</summary>
internal static class ProgramText
{
    internal static void List(KernelInventory inventory, string argument)
    {
        ILookup<uint, string> owners = InventoryVerb.Owners(inventory, ObjectKind.Program);
        var table = new Columns("ID", "TYPE", "NAME", "TAG", "INSNS", "JITED", "RUNS", "NS/RUN", "MAPS", "HELD BY");
        foreach (LoadedProgram program in inventory.Programs())
        {
            table.Add(
                Number(program.Id), program.Type.ToString(), InventoryVerb.Printable(program.Name), program.Tag, Number(program.Instructions), Number(program.MachineCodeBytes),
                Number(program.RunCount), program.RunCount == 0 ? "-" : Number((ulong)program.RunTime.TotalNanoseconds / program.RunCount),
                program.MapIds.Length == 0 ? "-" : string.Join(',', program.MapIds), string.Join(' ', owners[program.Id].DefaultIfEmpty("-")));
        }
        table.Write(Console.Out);
    }

    internal static void Show(KernelInventory inventory, string argument)
    {
        LoadedProgram program = Find(inventory, argument);
        Console.Out.WriteLine($"program {program.Id} {program.Type} {InventoryVerb.Printable(program.Name)} tag {program.Tag}");
        Console.Out.WriteLine($"  {program.Instructions} instructions, {program.VerifierSteps} steps of the verifier, {program.MachineCodeBytes} bytes of machine code, loaded {program.LoadedAt.TotalSeconds:0.0} s after boot by user {program.UserId}");
        Console.Out.WriteLine($"  maps {(program.MapIds.Length == 0 ? "none" : string.Join(", ", program.MapIds))}, types {(program.TypesId == 0 ? "none" : Number(program.TypesId))}");
        if (program.RunCount > 0)
        {
            Console.Out.WriteLine($"  ran {program.RunCount} times, {program.RunTime.TotalMilliseconds:0.000} ms in all");
        }
        if (program.RecursionMisses > 0)
        {
            Console.Out.WriteLine($"  missed {program.RecursionMisses} hits because it was running already");
        }
        Console.Out.WriteLine($"  held by {string.Join(' ', InventoryVerb.Owners(inventory, ObjectKind.Program)[program.Id].DefaultIfEmpty("no process: attached or pinned"))}");
    }

    internal static void Dump(KernelInventory inventory, string argument)
    {
        BpfInstruction[] code = inventory.ReadCode(Find(inventory, argument).Id);
        for (int index = 0; index < code.Length; index++)
        {
            Console.Out.WriteLine($"{index,5}: {BpfDisassembler.Text(code, index)}");
            if (code[index].IsWide)
            {
                index++;
            }
        }
    }

    internal static LoadedProgram Find(KernelInventory inventory, string argument) =>
        inventory.FindProgram(InventoryVerb.Number(argument, "program")) ?? throw new ArgumentException($"there is no program {argument}: borescope prog list shows those there are");

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
