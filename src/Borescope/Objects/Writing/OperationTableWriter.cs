using System;
using System.Collections.Generic;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Writing;

/// <summary>Writes tables of kernel operations: plain values, and relocations to the programs that stand for members.</summary>
internal sealed class OperationTableWriter(ElfImage image, BtfAppender btf, ObjectSpec spec)
{
    private const uint GlobalLinkage = 1;
    private const int Alignment = 8;

    internal void Write(Func<string, ElfImage.Symbol?> programs)
    {
        foreach (var name in StructOpsReader.SectionNames)
        {
            var tables = spec.OperationTables.FindAll(table => table.Section == name);
            if (tables.Count > 0)
                Write(name, tables, programs);
        }
    }

    private void Write(string name, List<OperationTable> tables, Func<string, ElfImage.Symbol?> programs)
    {
        var before = btf.VariablesOf(name);
        var section = image.Add(name, ElfImage.FlagAllocate | ElfImage.FlagWrite, []);
        var content = new List<byte>();
        var variables = new List<(uint, uint, uint)>();
        foreach (var table in tables)
        {
            content.AddRange(new byte[(Alignment - (content.Count % Alignment)) % Alignment]);
            var start = content.Count;
            var variable = before.TryGetValue(table.Name, out var known) && known.Target.Id == table.TypeId ? known.Id : btf.Variable(table.Name, table.TypeId, GlobalLinkage);
            variables.Add((variable, (uint)start, (uint)table.Value.Length));
            image.Name(table.Name, ElfImage.KindObject, ElfImage.SymbolBinding.Global, section, start, table.Value.Length);
            content.AddRange(table.Value);
            foreach (var member in table.Members)
            {
                var program = programs(member.Name) ?? throw new ObjectWriteException($"table {table.Name} names {member.Name}, which the object does not have");
                section.Relocations.Add((start + (int)member.Index, program, ElfImage.DataAddress));
            }
        }

        section.Content = [.. content];
        btf.DataSection(name, (uint)content.Count, variables);
    }
}
