using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Objects;
using Borescope.Objects.Relocation;

namespace Borescope.KernelTests.Objects;

/// <summary>
/// What an object means, line by line, in the order of the file: two objects with one listing do the same. Numbers of types, and what CO-RE puts into the
/// code when it is loaded, are left out; they depend on the kernel whose header clang read.
/// </summary>
internal sealed class ObjectListing
{
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly BtfSpec? _btf;

    private ObjectListing(ObjectSpec spec)
    {
        if (spec.Btf.Length > 0)
            Assert.True(BtfSpec.TryRead(spec.Btf, out _btf, out string? diagnostic), diagnostic);
        Add($"license {spec.License}");
        foreach (MapSpec map in spec.Maps)
            Map(map);
        foreach (VariableSpec variable in spec.Variables)
        {
            Add($"variable {Type(variable.TypeId, variable.Name)} global {variable.IsGlobal} in {variable.Map} at {variable.Offset} with {variable.Size} bytes: {Convert.ToHexString(variable.Value)}");
            Layout(variable.TypeId);
        }

        foreach (ExternSpec item in spec.Externs)
            Add($"extern {item.Kind} {Type(item.TypeId, item.Name)} weak {item.IsWeak}");
        foreach (ProgramSpec program in spec.Programs)
            Program(program);
    }

    internal static IReadOnlyList<string> Of(string path)
    {
        // Sections that nobody knows are diagnostics, not failures.
        return ObjectSpec.TryRead(path, out ObjectSpec? spec, out IReadOnlyList<string> diagnostics)
            ? new ObjectListing(spec!)._lines
            : [.. diagnostics.Select(text => text.Replace(path, "object", StringComparison.Ordinal))];
    }

    private void Map(MapSpec map)
    {
        Add($"map {map.Name} {map.Type}: {map.KeySize} + {map.ValueSize} bytes, {map.MaxEntries} entries, flags {map.Flags}, extra {map.Extra}, pinned {map.IsPinned}, frozen {map.Freeze}");
        // What sections with variables hold is listed by variable.
        if (!map.Name.StartsWith('.'))
        {
            Add($"    {Type(map.KeyTypeId, "key")}, {Type(map.ValueTypeId, "value")}");
            Layout(map.KeyTypeId);
            Layout(map.ValueTypeId);
        }

        foreach (MapEntry entry in map.Entries)
            Add($"    [{entry.Index}] = {entry.Name}");
        if (map.Inner is not null)
            Map(map.Inner);
    }

    private void Program(ProgramSpec program)
    {
        Add($"program {program.Name} {program.Type} in {program.Section}, flags {program.Flags}, loaded {program.AutoLoad}");
        var core = program.CoreRelocations.ToLookup(relocation => relocation.InstructionIndex);
        var symbols = program.Relocations.ToLookup(relocation => relocation.InstructionIndex);
        var functions = program.Functions.ToLookup(function => function.InstructionIndex);
        for (int index = 0; index < program.Instructions.Count; index++)
        {
            foreach (var function in functions[index])
                Add($"  {Type((uint)function.BtfTypeId, function.Name)}");
            BpfInstruction code = program.Instructions[index];
            bool isPatched = core.Contains(index) || (index > 0 && program.Instructions[index - 1].IsWide && core.Contains(index - 1));
            Add($"    {code.Opcode:x2} r{code.Destination} r{code.Source} {(isPatched ? "by the kernel" : $"{code.Offset} {code.Immediate}")}");
            foreach (var symbol in symbols[index])
                Add($"        {symbol.Kind} {symbol.Symbol} + {symbol.Addend}");
            foreach (CoreRelocation relocation in core[index])
                Add($"        {relocation.Kind} {CoreAccess.Parse(_btf![relocation.TypeId], relocation.Access, relocation.Kind, out string? problem)?.Describe(relocation.Kind) ?? problem}");
        }
    }

    private string Type(uint id, string name) => id == 0 || _btf is null ? name : _btf[id].Declare(name);

    // Once per type; the program's own. Pointers are followed only from where a variable is one: that is how programs keep a type.
    private void Layout(uint id)
    {
        if (id == 0 || _btf is null)
            return;
        BtfType type = _btf[id].Resolve();
        if (type.Kind == BtfKind.Pointer)
            type = type.Target.Resolve();
        while (type.Kind == BtfKind.Array)
            type = type.Target.Resolve();
        if (type.Kind is not (BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64) || (type.Name.Length > 0 && !_types.Add(type.ToString())))
            return;
        Add($"{type} with {type.Size} bytes");
        foreach (BtfEnumValue value in type.EnumValues)
            Add($"    {value.Name} = {value.Value}");
        foreach (var member in type.Members)
            Add($"    {member.BitOffset,5} {member.BitfieldSize,2} {member.Type.Declare(member.Name)}");
        foreach (var member in type.Members)
        {
            if (member.Type.Resolve().Kind != BtfKind.Pointer)
                Layout(member.Type.Id);
        }
    }

    private void Add(FormattableString line) => _lines.Add(line.ToString(CultureInfo.InvariantCulture));
}
