using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Objects.Reading;

/// <summary>Maps that a C program defines as variables in <c>SEC(".maps")</c>: their members are the attributes, told by types alone.</summary>
internal sealed class MapDefinitionReader(ObjectSections sections, ElfSymbolTable symbols, BtfSpec? btf, ObjectSpec spec)
{
    private const int PointerBytes = 8;
    private readonly List<(ulong Offset, ulong Size, MapDefinition Definition)> _places = [];
    private readonly Dictionary<ulong, string> _names = [];

    /// <summary>The map whose definition lies at an offset of the section, null when there is none.</summary>
    internal string? MapAt(ulong offset) => _names.GetValueOrDefault(offset);

    internal void Read()
    {
        if (sections.Maps is not { } section)
            return;
        if (btf is null)
            throw new ObjectReadException("it has maps but no types: build it with clang -g");
        var type = ObjectVariable.Section(btf, ".maps");
        if (type.IsVoid)
            throw new ObjectReadException("its types do not describe section .maps: build it with clang -g");
        foreach (var variable in ObjectVariable.Of(type))
        {
            if (variable.Type.Kind != BtfKind.Variable)
                throw new ObjectReadException("its types list something else than variables in .maps");
            var name = variable.Type.Name;
            var offset = OffsetOf(name, section.Index) ?? variable.Offset;
            if (offset > section.Size || variable.Size > section.Size - offset)
                throw new ObjectReadException($"map {name} lies outside of section .maps");
            if (spec.FindMap(name) is not null || name.Length == 0)
                throw new ObjectReadException($"there are two maps named '{name}'");
            if (spec.Maps.Count == ObjectLimits.MaxMaps)
                throw new ObjectReadException($"it has more than {ObjectLimits.MaxMaps} maps");
            var definition = MapDefinition.Read(name, variable.Type.Target, 0);
            spec.Maps.Add(definition.Spec);
            _places.Add((offset, variable.Size, definition));
            _names.TryAdd(offset, name);
        }
    }

    /// <summary>Elements that maps of maps and program arrays start with are relocations of their definitions.</summary>
    internal void ReadEntries(FunctionList functions)
    {
        if (sections.Maps is not { } section)
            return;
        var entries = new Dictionary<string, List<MapEntry>>(StringComparer.Ordinal);
        foreach (var relocation in sections.RelocationsOf(section.Index))
        {
            var symbol = symbols[(int)Math.Min(relocation.Symbol, int.MaxValue)];
            var name = Encoding.UTF8.GetString(symbols.NameOf(symbol));
            var definition = Containing(relocation.Offset, out var inside)
                ?? throw new ObjectReadException($"an element of section .maps that names '{name}' belongs to no map");
            if (definition.ValuesOffset < 0 || inside < (ulong)definition.ValuesOffset || (inside - (ulong)definition.ValuesOffset) % PointerBytes != 0)
                throw new ObjectReadException($"map {definition.Spec.Name} is initialized with '{name}' in a member that takes no values");
            var isProgram = definition.Spec.Type == BpfMapType.ProgramArray;
            var target = isProgram ? functions.AtByte(symbol.Section, symbol.Value)?.Name
                : symbol.Section == section.Index ? MapAt(symbol.Value) : null;
            if (target is null)
                throw new ObjectReadException($"map {definition.Spec.Name} is initialized with '{name}', which is no {(isProgram ? "program" : "map")}");
            if (!entries.TryGetValue(definition.Spec.Name, out var list))
                entries.Add(definition.Spec.Name, list = []);
            list.Add(new MapEntry((uint)((inside - (ulong)definition.ValuesOffset) / PointerBytes), target));
        }

        foreach (var (map, list) in entries)
            spec.Replace(spec.FindMap(map)! with { Entries = list });
    }

    private MapDefinition? Containing(ulong offset, out ulong inside)
    {
        foreach (var (start, size, definition) in _places)
        {
            inside = offset - start;
            if (offset >= start && inside < size)
                return definition;
        }

        inside = 0;
        return null;
    }

    private ulong? OffsetOf(string name, int section)
    {
        if (!symbols.TryFind(Encoding.UTF8.GetBytes(name), out var symbol) || symbol.Section != section)
            return null;
        return symbol.Value;
    }
}
