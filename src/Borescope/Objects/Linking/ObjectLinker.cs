using System;
using System.Collections.Generic;
using System.Linq;
using Borescope.Btf;
using Borescope.Compiler;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Linking;

/// <summary>Takes everything of one object over into another: what it numbers is moved behind what is there, its data sections get names of their own.</summary>
internal sealed class ObjectLinker
{
    private readonly ObjectSpec _target;
    private readonly ObjectSpec _library;
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    private uint _types;
    private uint _texts;

    internal ObjectLinker(ObjectSpec target, ObjectSpec library)
    {
        _target = target;
        _library = library;
    }

    internal void Run()
    {
        NameMaps();
        foreach (var item in _library.Externs)
            CheckExtern(item);
        foreach (var function in _library.Subprograms)
        {
            if (_target.FindSubprogram(function.Name) is not null)
                throw Refuse($"there are two functions {function.Name}");
        }

        foreach (var program in _library.Programs)
        {
            if (_target.FindProgram(program.Name) is not null)
                throw Refuse($"there are two programs {program.Name}");
        }

        if (_target.License.Length == 0)
            _target.License = _library.License;
        MergeTypes();
        foreach (var map in _library.Maps)
            _target.Maps.Add(Moved(map));
        foreach (var variable in _library.Variables)
            _target.Variables.Add(variable.MovedTo(NameOf(variable.Map), Type(variable.TypeId)));
        foreach (var table in _library.OperationTables)
            _target.OperationTables.Add(table with { TypeId = Type(table.TypeId) });
        foreach (var item in _library.Externs)
        {
            if (!_target.Externs.Any(known => known.Name == item.Name))
                _target.Externs.Add(item with { TypeId = Type(item.TypeId) });
        }

        foreach (var function in _library.Subprograms)
            _target.Subprograms.Add(Moved(function));
        foreach (var program in _library.Programs)
            _target.Programs.Add(Moved(program));
        for (var index = _target.Externs.Count - 1; index >= 0; index--)
        {
            if (_target.FindSubprogram(_target.Externs[index].Name) is not null)
                _target.Externs.RemoveAt(index);
        }

        for (var index = 0; index < _target.Programs.Count; index++)
            _target.Programs[index] = FunctionCalls.Resolve(_target.Programs[index], _target);
    }

    private void NameMaps()
    {
        foreach (var map in _library.Maps)
        {
            // Each file has its own .bss, .data and .rodata; the configuration is everybody's.
            var name = map.Name.StartsWith('.') && map.Name != GlobalReader.KconfigName ? _library.Name + map.Name : map.Name;
            if (_target.FindMap(name) is not null)
                throw Refuse(name == GlobalReader.KconfigName ? "both read the kernel's configuration; only one of them can" : $"there are two maps {name}");
            if (name != map.Name)
                _renamed.Add(map.Name, name);
        }
    }

    private void CheckExtern(ExternSpec item)
    {
        foreach (var known in _target.Externs)
        {
            if (known.Name == item.Name && known.Kind != item.Kind)
                throw Refuse($"{item.Name} is a {known.Kind} of the kernel here and a {item.Kind} there");
        }
    }

    private void MergeTypes()
    {
        if (_library.Btf.Length == 0)
            return;
        if (_target.Btf.Length == 0)
        {
            _target.Btf = _library.Btf;
            return;
        }

        if (!BtfSpec.TryRead(_target.Btf, out var first, out var diagnostic))
            throw Refuse(diagnostic!);
        using (first)
        {
            if (!BtfSpec.TryRead(_library.Btf, out var second, out diagnostic))
                throw Refuse(diagnostic!);
            using (second)
            {
                var merger = new BtfMerger(first!, second!);
                _target.Btf = merger.Merge(_library.Subprograms.SelectMany(static f => f.Functions).Select(static f => (uint)f.BtfTypeId).ToHashSet());
                (_types, _texts) = (merger.TypeOffset, merger.StringOffset);
            }
        }
    }

    private uint Type(uint id) => id == 0 ? 0 : id + _types;

    private int Text(int offset) => offset == 0 ? 0 : offset + (int)_texts;

    private string NameOf(string map) => _renamed.GetValueOrDefault(map, map);

    private MapSpec Moved(MapSpec map) => map with
    {
        Name = NameOf(map.Name),
        KeyTypeId = Type(map.KeyTypeId),
        ValueTypeId = Type(map.ValueTypeId),
        Inner = map.Inner is { } inner ? Moved(inner) : null,
        Entries = [.. map.Entries.Select(entry => entry with { Name = NameOf(entry.Name) })],
    };

    private ProgramSpec Moved(ProgramSpec program) => program with
    {
        Relocations = [.. program.Relocations.Select(r => r.Kind is BpfRelocationKind.Map or BpfRelocationKind.MapValue ? r with { Symbol = NameOf(r.Symbol) } : r)],
        CoreRelocations = [.. program.CoreRelocations.Select(r => r with { TypeId = Type(r.TypeId) })],
        Functions = [.. program.Functions.Select(f => f with { BtfTypeId = (int)Type((uint)f.BtfTypeId) })],
        Lines = [.. program.Lines.Select(l => l with { FileNameOffset = Text(l.FileNameOffset), LineTextOffset = Text(l.LineTextOffset) })],
    };

    private ObjectLinkException Refuse(string reason) => new(_library.Name, reason);
}
