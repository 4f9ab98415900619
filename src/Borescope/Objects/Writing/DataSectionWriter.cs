using System;
using System.Collections.Generic;
using Borescope.Compiler.Btf;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Writing;

/// <summary>Writes maps that the code addresses directly as data sections: global variables, and arrays of one element that stand for one.</summary>
internal sealed class DataSectionWriter(ElfImage image, BtfAppender btf, ObjectSpec spec)
{
    private readonly Dictionary<string, ElfImage.Section> _sections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The section of a map, null when it is not among those that were written.</summary>
    internal ElfImage.Section? Find(string map) => _sections.GetValueOrDefault(map);

    internal void Write(MapSpec map)
    {
        var value = new byte[map.ValueSize];
        (map.InitialValue ?? []).AsSpan(0, (int)Math.Min(map.InitialValue?.Length ?? 0, map.ValueSize)).CopyTo(value);
        var isZero = !value.AsSpan().ContainsAnyExcept((byte)0);
        var name = NameOf(map, isZero);
        if (!_names.Add(name))
            throw new ObjectWriteException($"two maps would be section {name}");
        var section = image.Add(name, ElfImage.FlagAllocate | (map.Freeze ? 0 : ElfImage.FlagWrite), value, hasNoBytes: name == ".bss");
        if (!_sections.TryAdd(map.Name, section))
            throw new ObjectWriteException($"there are two maps {map.Name}");
        if (map.ValueTypeId != 0 && btf.Types[map.ValueTypeId].Kind == BtfKind.DataSection)
            btf.KeepSection(map.ValueTypeId, name, map.ValueSize);
        NameVariables(map, section);
    }

    /// <summary>Writes the variables of an arena; the map itself is written as others are.</summary>
    internal void WriteArena(MapSpec map)
    {
        if (!_names.Add(ObjectSections.ArenaName))
            throw new ObjectWriteException($"two arenas have variables, {map.Name} is the second; nothing in a file says which one they are in");
        var value = map.InitialValue ?? [];
        var section = image.Add(ObjectSections.ArenaName, ElfImage.FlagAllocate | ElfImage.FlagWrite, value);
        _sections.Add(map.Name, section);
        if (btf.Types.TryFind(ObjectSections.ArenaName, BtfKind.DataSection, out var type))
            btf.KeepSection(type.Id, ObjectSections.ArenaName, (uint)value.Length);
        NameVariables(map, section);
    }

    private void NameVariables(MapSpec map, ElfImage.Section section)
    {
        foreach (var variable in spec.Variables)
        {
            if (variable.IsGlobal && variable.Map == map.Name)
                image.Name(SymbolNames.Identifier(variable.Name), ElfImage.KindObject, ElfImage.SymbolBinding.Global, section, variable.Offset, variable.Size);
        }
    }

    // Loaders know the part of a section by its name. libbpf up to 1.1 at least knows one .bss only, but any number of .data and .rodata sections.
    private static string NameOf(MapSpec map, bool isZero)
    {
        if (map.Freeze ? Is(map.Name, ".rodata") : Is(map.Name, ".data") || (map.Name == ".bss" && isZero))
            return map.Name;
        return (map.Freeze ? ".rodata." : ".data.") + SymbolNames.Identifier(map.Name);
    }

    private static bool Is(string name, string start) => name == start || name.StartsWith(start + ".", StringComparison.Ordinal);
}
