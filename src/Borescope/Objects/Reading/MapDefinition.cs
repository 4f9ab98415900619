using System;
using Borescope.Btf;
using Borescope.Kernel;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Objects.Reading;

/// <summary>One map definition and where its <c>values</c> begin.</summary>
/// <param name="Spec">The map.</param>
/// <param name="ValuesOffset">Bytes from the start of the variable to its first initial element, -1 when it takes none.</param>
internal sealed record MapDefinition(MapSpec Spec, int ValuesOffset)
{
    // One row per number that a definition may hold.
    private static readonly (string Name, Func<MapSpec, ulong, MapSpec> Set)[] Numbers =
    [
        ("type", static (map, value) => map with { Type = (BpfMapType)(uint)value }),
        ("max_entries", static (map, value) => map with { MaxEntries = (uint)value }),
        ("map_flags", static (map, value) => map with { Flags = (MapFlags)(uint)value }),
        ("numa_node", static (map, value) => map with { NumaNode = (uint)value }),
        ("map_extra", static (map, value) => map with { Extra = value }),
        ("key_size", static (map, value) => map with { KeySize = CheckSize(map, map.KeySize, (uint)value) }),
        ("value_size", static (map, value) => map with { ValueSize = CheckSize(map, map.ValueSize, (uint)value) }),
        ("pinning", static (map, value) => map with { IsPinned = value == 1 }),
    ];

    internal static MapDefinition Read(string name, BtfType definition, int depth)
    {
        definition = definition.Resolve();
        if (definition.Kind != BtfKind.Struct)
            throw new ObjectReadException($"map {name} is not defined by a structure");
        if (depth > ObjectLimits.MaxMapDepth)
            throw new ObjectReadException($"map {name} nests maps too deeply");
        var map = new MapSpec { Name = name, Type = BpfMapType.Unspecified };
        var values = -1;
        foreach (var member in definition.Members)
        {
            var text = member.Name;
            if (text == "key")
                map = map with { KeyTypeId = Pointee(map, member).Id, KeySize = CheckSize(map, map.KeySize, SizeOf(map, member)) };
            else if (text == "value")
                map = map with { ValueTypeId = Pointee(map, member).Id, ValueSize = CheckSize(map, map.ValueSize, SizeOf(map, member)) };
            else if (text == "values")
                (map, values) = (ReadValues(map, member, depth), (int)Math.Min(member.Offset, int.MaxValue));
            else if (Array.Find(Numbers, row => row.Name == text) is { Set: { } set })
                map = set(map, Number(map, member));
            else
                throw new ObjectReadException($"map {name} has a member '{text}' that no map takes");
        }

        return map.Type == BpfMapType.Unspecified ? throw new ObjectReadException($"map {name} has no type") : new MapDefinition(map, values);
    }

    // Numbers are array lengths behind a pointer (__uint), or the value of an enumeration (__ulong).
    private static ulong Number(MapSpec map, in BtfMember member)
    {
        var type = member.Type.Resolve();
        if (type.Kind == BtfKind.Pointer && type.Target is { Kind: BtfKind.Array } array)
            return array.ElementCount;
        if (type.Kind is BtfKind.Enum or BtfKind.Enum64 && type.Count > 0)
            return (ulong)type.EnumValues[0].Value;
        throw new ObjectReadException($"map {map.Name}: member {member.Name} is not defined by __uint or __ulong");
    }

    private static BtfType Pointee(MapSpec map, in BtfMember member) => member.Type is { Kind: BtfKind.Pointer } pointer
        ? pointer.Target : throw new ObjectReadException($"map {map.Name}: member {member.Name} is not defined by __type");

    private static uint SizeOf(MapSpec map, in BtfMember member)
    {
        var size = Pointee(map, member).Size;
        return size is > 0 and <= uint.MaxValue ? (uint)size : throw new ObjectReadException($"map {map.Name}: the type of its {member.Name} has no size");
    }

    private static uint CheckSize(MapSpec map, uint before, uint size) => before == 0 || before == size
        ? size : throw new ObjectReadException($"map {map.Name} gives two different sizes, {before} and {size}");

    private static MapSpec ReadValues(MapSpec map, in BtfMember member, int depth)
    {
        var array = member.Type.Resolve();
        var element = array.Target.Resolve();
        var target = element.Target.Resolve();
        if (array.Kind != BtfKind.Array || element.Kind != BtfKind.Pointer)
            throw new ObjectReadException($"map {map.Name}: its values are not defined by __array");
        map = map with { ValueSize = CheckSize(map, map.ValueSize, sizeof(uint)) };
        if (map.Type == BpfMapType.ProgramArray)
            return target.Kind == BtfKind.FunctionPrototype ? map : throw new ObjectReadException($"map {map.Name}: its values are not functions");
        if (map.Type is not (BpfMapType.ArrayOfMaps or BpfMapType.HashOfMaps))
            throw new ObjectReadException($"map {map.Name} has values, which only maps of maps and program arrays take");
        var inner = Read(map.Name + ".inner", target, depth + 1).Spec;
        if (inner.IsPinned)
            throw new ObjectReadException($"map {map.Name}: inner maps cannot be pinned");
        return map with { Inner = inner };
    }
}
