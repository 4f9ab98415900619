using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Elf;
using Borescope.Kernel;

namespace Borescope.Objects.Reading;

/// <summary>Sections with global variables: each becomes an array map of one element.</summary>
internal sealed class GlobalReader(ElfFile file, ObjectSections sections, ElfSymbolTable symbols, BtfSpec? btf, BtfEditor? editor, ObjectSpec spec)
{
    internal const string KconfigName = ".kconfig";

    private const int ExternLinkage = 2;
    private readonly Dictionary<int, string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private long _bytes;
    private Dictionary<string, ElfSymbol>? _symbols;
    private Dictionary<string, HashSet<int>>? _localSections;

    /// <summary>The map that a section became, null for other sections.</summary>
    internal string? MapOf(int section) => _names.GetValueOrDefault(section);

    internal void Read(int kconfigBytes)
    {
        foreach (var section in sections.Globals)
            Add(section);
        if (sections.Arena is { } arena)
            AddToArena(arena);
        PlaceOthers();
        if (kconfigBytes > 0)
        {
            AddMap(KconfigName, new byte[kconfigBytes], ObjectVariable.Section(btf, KconfigName), MapFlags.ReadOnlyFromProgram);
        }
    }

    private void Add(in ElfSection section)
    {
        var name = sections.NameOf(section);
        var value = ValueOf(section, name);
        if (!_taken.Add(name))
            throw new ObjectReadException($"there are two sections {name}");
        _names.Add(section.Index, name);
        var type = ObjectVariable.Section(btf, name);
        AddMap(name, value, type, ObjectSections.IsReadOnly(file.NameOf(section)) ? MapFlags.ReadOnlyFromProgram : MapFlags.None);
        if (AddVariables(section, name, type, name, value))
            spec.Replace(spec.FindMap(name)! with { ValueTypeId = 0 });
    }

    // Variables of the arena's address space lie at its start. As libbpf: there can be one arena then.
    private void AddToArena(in ElfSection section)
    {
        var name = sections.NameOf(section);
        MapSpec? arena = null;
        foreach (var map in spec.Maps)
        {
            if (map.Type != BpfMapType.Arena)
                continue;
            if (arena is not null)
                throw new ObjectReadException($"it has variables in section {name} and two arenas, {arena.Name} and {map.Name}: nothing says which one they are in");
            arena = map;
        }

        if (arena is null)
            throw new ObjectReadException($"it has variables in section {name}, and no map of type BPF_MAP_TYPE_ARENA that they could be in");
        var value = ValueOf(section, name);
        spec.Replace(arena with { InitialValue = value });
        _names.Add(section.Index, arena.Name);
        AddVariables(section, name, ObjectVariable.Section(btf, name), arena.Name, value);
    }

    private byte[] ValueOf(in ElfSection section, string name)
    {
        if (section.Size > ObjectLimits.MaxDataBytes || (_bytes += (long)section.Size) > ObjectLimits.MaxDataBytes)
            throw new ObjectReadException($"with section {name} of {section.Size} bytes its data is larger than the {ObjectLimits.MaxDataBytes >> 20} MB that maps may hold");
        var value = section.HasNoBytes ? new byte[(int)section.Size] : file.BytesOf(section).ToArray();
        return (ulong)value.Length == section.Size ? value : throw new ObjectReadException($"section {name} lies outside the file");
    }

    // Whether the section's type describes more than the section.
    private bool AddVariables(in ElfSection section, string name, BtfType type, string map, byte[] value)
    {
        if (type.IsVoid)
            return false;
        var placed = Place(section, name, type, out var isLarger);
        foreach (var (variable, isGlobal) in placed)
        {
            spec.Variables.Add(new VariableSpec(
                variable.Type.Name, map, value, (int)variable.Offset, (int)variable.Size, variable.Type.Target.Id, isGlobal));
        }

        return isLarger;
    }

    // The kernel wants sizes and offsets of all sections that the types describe, whatever is made of them.
    private void PlaceOthers()
    {
        foreach (ref readonly var section in file.Sections)
        {
            if (MapOf(section.Index) is not null || section.Type is not (ObjectSections.ProgramBits or ElfConstants.SectionNoBits) || section.Size > ObjectLimits.MaxDataBytes)
                continue;
            var name = sections.NameOf(section);
            if (ObjectVariable.Section(btf, name) is { IsVoid: false } type)
                Place(section, name, type, out _);
        }
    }

    private void AddMap(string name, byte[] value, BtfType type, MapFlags flags)
    {
        if (spec.Maps.Count >= ObjectLimits.MaxMaps)
            throw new ObjectReadException($"it has more than {ObjectLimits.MaxMaps} maps");
        var mappable = false;
        foreach (var variable in ObjectVariable.Of(type))
            mappable |= variable.Type is { Kind: BtfKind.Variable, Linkage: not 0 };
        spec.Maps.Add(new MapSpec
        {
            Name = name,
            KernelName = KernelNameOf(spec.Name, name),
            Type = BpfMapType.Array,
            KeySize = 4,
            ValueSize = (uint)value.Length,
            MaxEntries = 1,
            Flags = flags | (mappable ? MapFlags.Mappable : MapFlags.None),
            ValueTypeId = type.Id,
            InitialValue = value,
            Freeze = flags.HasFlag(MapFlags.ReadOnlyFromProgram),
        });
    }

    // The object's name comes first, cut so that the section's fits behind it: the names that bpftool shows for every loader.
    private static string KernelNameOf(string name, string section)
    {
        const int KernelNameLength = 15;
        const int ShortestSection = 7;
        if (section.IndexOf('.', 1) > 0)
            return section;
        var room = KernelNameLength - Math.Max(ShortestSection, section.Length);
        return name[..Math.Clamp(room, 0, name.Length)] + section;
    }

    private List<(ObjectVariable Variable, bool IsGlobal)> Place(in ElfSection section, string name, BtfType type, out bool isLarger)
    {
        var placed = new List<(ObjectVariable Variable, bool IsGlobal)>();
        var astray = new List<ObjectVariable>();
        // A linker has filled in sizes and offsets already.
        var isLinked = type.RecordedSize != 0;
        if (!isLinked)
            editor!.SetSize(type.Id, (uint)section.Size);
        foreach (var entry in ObjectVariable.Of(type))
        {
            var variable = entry;
            if (variable.Type.Kind != BtfKind.Variable)
                throw new ObjectReadException($"the types list something else than variables in {name}");
            var text = variable.Type.Name;
            var isGlobal = variable.Type.Linkage != 0;
            if (!isLinked && isGlobal && variable.Type.Linkage != ExternLinkage)
            {
                if (!TryFind(text, out var symbol) || symbol.Section != section.Index)
                    throw new ObjectReadException($"variable {text} of {name} has no symbol");
                variable = variable with { Offset = (uint)Math.Min(symbol.Value, uint.MaxValue) };
                if (symbol.IsHidden)
                {
                    isGlobal = false;
                    editor!.SetVariableLinkage(variable.Type.Id, 0);
                }
            }

            var isOutside = (ulong)variable.Offset + variable.Size > section.Size;
            if (variable.Type.Linkage == 0 && (isOutside || IsElsewhere(text, section.Index)))
            {
                astray.Add(variable);
                continue;
            }

            if (isOutside)
                throw new ObjectReadException($"variable {text} lies outside of {name}");
            placed.Add((variable, isGlobal));
        }

        placed.Sort(static (left, right) => left.Variable.Offset != right.Variable.Offset
            ? left.Variable.Offset.CompareTo(right.Variable.Offset) : left.Variable.Index.CompareTo(right.Variable.Index));
        for (var index = 0; index < placed.Count; index++)
            Write(type, index, placed[index].Variable);
        isLarger = astray.Count > 0;
        if (isLarger)
            PutBehind(section, type, placed.Count, astray);
        return placed;
    }

    // Clang 14 says of constants that it puts into a section of their own (.rodata.cst32) that they are in .rodata. The kernel takes no types where they overlap,
    // so they go behind the section, where nobody looks.
    private void PutBehind(in ElfSection section, BtfType type, int index, List<ObjectVariable> variables)
    {
        var end = section.Size;
        foreach (var variable in variables)
        {
            if (end + variable.Size > uint.MaxValue)
                throw new ObjectReadException($"variable {variable.Type.Name} of {variable.Size} bytes does not fit into its section");
            Write(type, index++, variable with { Offset = (uint)end });
            end += variable.Size;
        }

        editor!.SetSize(type.Id, (uint)end);
    }

    private void Write(BtfType type, int index, ObjectVariable variable)
    {
        var entry = editor!.SectionVariable(type.Id, index);
        BtfEditor.SetWord(entry, 0, variable.Type.Id);
        BtfEditor.SetWord(entry, 4, variable.Offset);
        BtfEditor.SetWord(entry, 8, variable.Size);
    }

    // Whether the static variables of a name are all in other sections.
    private bool IsElsewhere(string name, int section)
    {
        if (_localSections is null)
        {
            _localSections = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
            foreach (var symbol in symbols)
            {
                if (symbol is not { Kind: ElfSymbolKind.Object, Binding: ElfBinding.Local, IsDefined: true })
                    continue;
                var local = Encoding.UTF8.GetString(symbols.NameOf(symbol));
                if (!_localSections.TryGetValue(local, out var places))
                    _localSections.Add(local, places = []);
                places.Add(symbol.Section);
            }
        }

        return _localSections.TryGetValue(name, out var found) && !found.Contains(section);
    }

    private bool TryFind(string name, out ElfSymbol symbol)
    {
        if (_symbols is null)
        {
            _symbols = new Dictionary<string, ElfSymbol>(StringComparer.Ordinal);
            foreach (var candidate in symbols)
            {
                if (candidate.Kind == ElfSymbolKind.Object && candidate.Binding != ElfBinding.Local && candidate.IsDefined)
                    _symbols[Encoding.UTF8.GetString(symbols.NameOf(candidate))] = candidate;
            }
        }

        return _symbols.TryGetValue(name, out symbol);
    }
}
