using System;
using System.Collections.Generic;
using System.Linq;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Writing;

/// <summary>Writes maps as variables of the section <c>.maps</c>, whose types say what the maps are.</summary>
internal sealed class MapDefinitionWriter(ElfImage image, BtfAppender btf)
{
    private const string SectionName = ".maps";
    private const uint GlobalLinkage = 1;
    private const uint PointerBytes = 8;

    private readonly List<(MapSpec Map, uint ValuesOffset, ElfImage.Symbol Symbol)> _started = [];
    private readonly Dictionary<string, ElfImage.Symbol> _symbols = new(StringComparer.Ordinal);
    private ElfImage.Section? _section;

    /// <summary>The symbol of a map, null when it is not among those that were written.</summary>
    internal ElfImage.Symbol? Find(string map) => _symbols.GetValueOrDefault(map);

    internal void Write(List<MapSpec> maps)
    {
        if (maps.Count == 0)
            return;
        var before = btf.VariablesOf(SectionName);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var variables = new List<(uint, uint, uint)>();
        _section = image.Add(SectionName, ElfImage.FlagAllocate | ElfImage.FlagWrite, []);
        long offset = 0;
        foreach (var map in maps)
        {
            var name = SymbolNames.Identifier(map.Name);
            if (!names.Add(name))
                throw new ObjectWriteException($"two maps are named {name} as C takes names");
            var (variable, bytes, values) = before.TryGetValue(name, out var known) && Reuse(map, known) is { } reused ? reused : Define(map, name);
            var size = map.Entries.Count == 0 ? bytes : Math.Max(bytes, values + ((map.Entries.Max(static entry => (long)entry.Index) + 1) * PointerBytes));
            if (offset + size > ObjectLimits.MaxDataBytes)
                throw new ObjectWriteException($"map {map.Name} starts with elements that need more than {ObjectLimits.MaxDataBytes >> 20} MB in a file");
            variables.Add((variable, (uint)offset, (uint)size));
            var symbol = image.Name(name, ElfImage.KindObject, ElfImage.SymbolBinding.Global, _section, (int)offset, (int)size);
            if (!_symbols.TryAdd(map.Name, symbol))
                throw new ObjectWriteException($"there are two maps {map.Name}");
            _started.Add((map, values, symbol));
            offset += size;
        }

        _section.Content = new byte[offset];
        btf.DataSection(SectionName, (uint)offset, variables);
    }

    /// <summary>Elements that maps start with; each names a map or a program.</summary>
    internal void WriteEntries(Func<string, ElfImage.Symbol?> programs)
    {
        foreach (var (map, values, symbol) in _started)
        {
            foreach (var entry in map.Entries)
            {
                var target = (map.Type == BpfMapType.ProgramArray ? programs(entry.Name) : Find(entry.Name))
                    ?? throw new ObjectWriteException($"map {map.Name} starts with {entry.Name}, which the object does not have");
                _section!.Relocations.Add((symbol.Value + (int)values + ((int)entry.Index * (int)PointerBytes), target, ElfImage.DataAddress));
            }
        }
    }

    // The definition that the map was read from, when the map has not been changed since.
    private static (uint Variable, uint Bytes, uint Values)? Reuse(MapSpec map, BtfType variable)
    {
        if (variable.Linkage != GlobalLinkage)
            return null;
        try
        {
            var definition = MapDefinition.Read(map.Name, variable.Target, 0);
            var same = definition.Spec with { Entries = map.Entries, PinPath = map.PinPath, KernelName = map.KernelName } == map;
            return same && (map.Entries.Count == 0 || definition.ValuesOffset >= 0)
                ? (variable.Id, (uint)Math.Max(variable.Target.Size, 0), (uint)Math.Max(definition.ValuesOffset, 0)) : null;
        }
        catch (ObjectReadException)
        {
            return null;
        }
    }

    private (uint Variable, uint Bytes, uint Values) Define(MapSpec map, string name)
    {
        var (type, bytes, values) = Structure(map);
        return (btf.Variable(name, type, GlobalLinkage), bytes, values);
    }

    private (uint Type, uint Bytes, uint Values) Structure(MapSpec map)
    {
        var members = new List<(string, uint)>();
        Number(members, "type", (uint)map.Type);
        Number(members, "max_entries", map.MaxEntries);
        Sized(members, "key", map.KeyTypeId, map.KeySize);
        Sized(members, "value", map.ValueTypeId, map.ValueSize);
        Number(members, "map_flags", (uint)map.Flags);
        Number(members, "numa_node", map.NumaNode);
        Number(members, "pinning", map.IsPinned ? 1u : 0);
        if (map.Extra > uint.MaxValue)
            members.Add(("map_extra", btf.Enum64("map_extra", map.Extra)));
        else
            Number(members, "map_extra", (uint)map.Extra);
        var bytes = (uint)members.Count * PointerBytes;
        if (map.Inner is null && map.Type != BpfMapType.ProgramArray)
            return map.Entries.Count == 0 ? (btf.Struct(bytes, members), bytes, bytes) : throw new ObjectWriteException($"map {map.Name} starts with elements, which only maps of maps and program arrays do");

        // Behind the rest, without a length: what a map starts with stands there.
        var element = map.Inner is { } inner ? Structure(inner).Type : btf.Prototype();
        members.Add(("values", btf.Array(btf.Pointer(element), 0)));
        return (btf.Struct(bytes, members), bytes, bytes);
    }

    private void Number(List<(string, uint)> members, string name, uint value)
    {
        if (value != 0)
            members.Add((name, btf.Pointer(btf.Array(btf.Integer, value))));
    }

    // A type that has another size by now would be a second opinion.
    private void Sized(List<(string, uint)> members, string name, uint type, uint size)
    {
        if (type != 0 && btf.Types[type].Size == size)
            members.Add((name, btf.Pointer(type)));
        else
            Number(members, name + "_size", size);
    }
}
