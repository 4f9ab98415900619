using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Elf;

namespace Borescope.Objects.Reading;

/// <summary>
/// Tables of kernel operations (<c>SEC(".struct_ops")</c>): each function pointer says which member of which kernel structure its program stands for,
/// and the verifier wants to know.
/// </summary>
internal sealed class StructOpsReader(ElfFile file, ObjectSections sections, ElfSymbolTable symbols, BtfSpec? btf)
{
    /// <summary>For each program that a table names: <c>structure:member</c>.</summary>
    internal Dictionary<string, string> Read(FunctionList functions)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ref readonly var section in file.Sections)
        {
            var name = sections.NameOf(section);
            if (name is ".struct_ops" or ".struct_ops.link")
                Read(section.Index, ObjectVariable.Of(ObjectVariable.Section(btf, name)), functions, members);
        }

        return members;
    }

    private void Read(int section, List<ObjectVariable> variables, FunctionList functions, Dictionary<string, string> members)
    {
        if (variables.Count > ObjectLimits.MaxMaps)
            throw new ObjectReadException($"it has more than {ObjectLimits.MaxMaps} tables of operations");
        var places = new List<(ulong Start, ObjectVariable Variable)>();
        foreach (var variable in variables)
        {
            var hasSymbol = symbols.TryFind(Encoding.UTF8.GetBytes(variable.Type.Name), out var symbol) && symbol.Section == section;
            places.Add((hasSymbol ? symbol.Value : variable.Offset, variable));
        }

        foreach (var relocation in sections.RelocationsOf(section))
        {
            var symbol = symbols[(int)Math.Min(relocation.Symbol, int.MaxValue)];
            if (functions.AtByte(symbol.Section, symbol.Value) is { } function && Member(places, relocation.Offset) is { } member)
                members[function.Name] = member;
        }
    }

    private static string? Member(List<(ulong Start, ObjectVariable Variable)> places, ulong offset)
    {
        foreach (var (start, variable) in places)
        {
            if (offset < start || offset - start >= variable.Size)
                continue;
            var type = variable.Type.Target.Resolve();
            foreach (var member in type.Members)
            {
                if ((ulong)member.Offset == offset - start)
                    return $"{type.Name}:{member.Name}";
            }
        }

        return null;
    }
}
