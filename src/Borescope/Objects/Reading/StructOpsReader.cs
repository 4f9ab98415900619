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
    /// <summary>The sections that hold tables. Those with a question mark are optional: what only they name is loaded when somebody asks for it.</summary>
    internal static readonly string[] SectionNames = [".struct_ops", ".struct_ops.link", "?.struct_ops", "?.struct_ops.link"];

    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>The tables.</summary>
    internal List<OperationTable> Tables { get; } = [];

    /// <summary>Whether a program that a table names is loaded by itself: some table that is not optional names it.</summary>
    internal bool IsWanted(string program) => _wanted.Contains(program);

    /// <summary>For each program that a table names: <c>structure:member</c>.</summary>
    internal Dictionary<string, string> Read(FunctionList functions)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ref readonly var section in file.Sections)
        {
            var name = sections.NameOf(section);
            if (Array.IndexOf(SectionNames, name) >= 0)
                Read(section, name, ObjectVariable.Of(ObjectVariable.Section(btf, name)), functions, members);
        }

        return members;
    }

    private void Read(in ElfSection section, string sectionName, List<ObjectVariable> variables, FunctionList functions, Dictionary<string, string> members)
    {
        if (variables.Count > ObjectLimits.MaxMaps)
            throw new ObjectReadException($"it has more than {ObjectLimits.MaxMaps} tables of operations");
        var places = new List<(ulong Start, ObjectVariable Variable)>();
        foreach (var variable in variables)
        {
            var hasSymbol = symbols.TryFind(Encoding.UTF8.GetBytes(variable.Type.Name), out var symbol) && symbol.Section == section.Index;
            places.Add((hasSymbol ? symbol.Value : variable.Offset, variable));
        }

        var entries = new Dictionary<ulong, List<MapEntry>>();
        foreach (var relocation in sections.RelocationsOf(section.Index))
        {
            var symbol = symbols[(int)Math.Min(relocation.Symbol, int.MaxValue)];
            if (functions.AtByte(symbol.Section, symbol.Value) is not { } function || Containing(places, relocation.Offset) is not { } place)
                continue;
            if (!entries.TryGetValue(place.Start, out var list))
                entries.Add(place.Start, list = []);
            list.Add(new MapEntry((uint)(relocation.Offset - place.Start), function.Name));
            if (sectionName[0] != '?')
                _wanted.Add(function.Name);
            if (Member(place, relocation.Offset) is { } member)
                members[function.Name] = member;
        }

        var bytes = file.BytesOf(section);
        foreach (var (start, variable) in places)
        {
            if (start > (ulong)bytes.Length || variable.Size > (ulong)bytes.Length - start)
                throw new ObjectReadException($"table {variable.Type.Name} lies outside of section {sectionName}");
            if ((_bytes += variable.Size) > ObjectLimits.MaxDataBytes)
                throw new ObjectReadException($"its tables of operations are larger than {ObjectLimits.MaxDataBytes >> 20} MB together");
            Tables.Add(new OperationTable(
                sectionName, variable.Type.Name, variable.Type.Target.Id, bytes.Slice((int)start, (int)variable.Size).ToArray(), entries.GetValueOrDefault(start) ?? []));
        }
    }

    private static (ulong Start, ObjectVariable Variable)? Containing(List<(ulong Start, ObjectVariable Variable)> places, ulong offset)
    {
        foreach (var place in places)
        {
            if (offset >= place.Start && offset - place.Start < place.Variable.Size)
                return place;
        }

        return null;
    }

    private static string? Member((ulong Start, ObjectVariable Variable) place, ulong offset)
    {
        var type = place.Variable.Type.Target.Resolve();
        foreach (var member in type.Members)
        {
            if ((ulong)member.Offset == offset - place.Start)
                return $"{Encoding.UTF8.GetString(BtfFlavours.Essential(type.NameBytes))}:{member.Name}";
        }

        return null;
    }
}
