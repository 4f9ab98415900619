using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Elf;

namespace Borescope.Objects.Reading;

/// <summary>Names that the object only declares; the kernel provides them. Their types are in the data sections .kconfig and .ksyms.</summary>
internal sealed class ExternReader
{
    private const string KernelSymbols = ".ksyms";
    private const uint GlobalLinkage = 1;

    private readonly Dictionary<int, ExternSpec> _bySymbol = [];

    private ExternReader()
    {
    }

    internal List<ExternSpec> Items { get; } = [];

    /// <summary>Bytes of all configuration values together.</summary>
    internal int KconfigBytes { get; private set; }

    /// <summary>The extern that a symbol stands for, null when it stands for something else.</summary>
    internal ExternSpec? Of(in ElfSymbol symbol) => _bySymbol.GetValueOrDefault(symbol.Index);

    internal static ExternReader Read(ElfSymbolTable symbols, BtfSpec? btf, BtfEditor? editor)
    {
        var reader = new ExternReader();
        var wanted = new List<ElfSymbol>();
        foreach (var symbol in symbols)
        {
            if (symbol is { IsDefined: false, Kind: ElfSymbolKind.None, Binding: ElfBinding.Global or ElfBinding.Weak, NameOffset: not 0 })
                wanted.Add(symbol);
        }

        if (wanted.Count == 0)
            return reader;
        if (wanted.Count > ObjectLimits.MaxExterns)
            throw new ObjectReadException($"it declares more than {ObjectLimits.MaxExterns} names for the kernel to provide");
        if (btf is null)
            throw new ObjectReadException($"'{Encoding.UTF8.GetString(symbols.NameOf(wanted[0]))}' is declared but not defined, and there are no types: build it with clang -g");
        reader.Collect(wanted, symbols, btf);
        reader.EditConfiguration(btf, editor!);
        EditSymbols(btf, editor!);
        return reader;
    }

    private void Collect(List<ElfSymbol> wanted, ElfSymbolTable symbols, BtfSpec btf)
    {
        var declared = new Dictionary<string, (BtfType Type, bool IsConfiguration)>(StringComparer.Ordinal);
        foreach (var (section, isConfiguration) in (ReadOnlySpan<(string, bool)>)[(GlobalReader.KconfigName, true), (KernelSymbols, false)])
        {
            foreach (var variable in ObjectVariable.Of(ObjectVariable.Section(btf, section)))
                declared[variable.Type.Name] = (variable.Type, isConfiguration);
        }

        var configuration = new List<(ExternSpec Item, int Alignment, int Symbol)>();
        var alignments = new BtfTypeAlignment();
        foreach (var symbol in wanted)
        {
            var name = Encoding.UTF8.GetString(symbols.NameOf(symbol));
            if (!declared.TryGetValue(name, out var found))
                throw new ObjectReadException($"'{name}' is declared but not defined; names that the kernel provides are declared with __kconfig or __ksym");
            var isWeak = symbol.Binding == ElfBinding.Weak;
            if (found.IsConfiguration)
            {
                var size = found.Type.Size;
                if (size is <= 0 or > ObjectLimits.MaxTextBytes)
                    throw new ObjectReadException($"configuration value {name} has an impossible size of {size} bytes");
                configuration.Add((
                    new ExternSpec { Name = name, Kind = ExternKind.Configuration, IsWeak = isWeak, TypeId = found.Type.Target.Id, Size = (int)size },
                    alignments.Of(found.Type.Target), symbol.Index));
                continue;
            }

            var target = found.Type.Target.Resolve();
            var kind = found.Type.Kind == BtfKind.Function ? ExternKind.Function : target.IsVoid ? ExternKind.Symbol : ExternKind.Variable;
            Add(symbol.Index, new ExternSpec
            {
                Name = name,
                Kind = kind,
                IsWeak = isWeak,
                TypeId = kind == ExternKind.Function ? found.Type.Id : target.Id,
            });
        }

        Place(configuration);
    }

    // Widest alignment first, so that nothing is lost between them; the order is that of other loaders.
    private void Place(List<(ExternSpec Item, int Alignment, int Symbol)> configuration)
    {
        configuration.Sort(static (left, right) =>
            left.Alignment != right.Alignment ? right.Alignment.CompareTo(left.Alignment)
            : left.Item.Size != right.Item.Size ? left.Item.Size.CompareTo(right.Item.Size)
            : string.CompareOrdinal(left.Item.Name, right.Item.Name));
        var offset = 0;
        foreach (var (item, alignment, symbol) in configuration)
        {
            offset = (offset + alignment - 1) / alignment * alignment;
            Add(symbol, item with { Offset = offset });
            offset += item.Size;
        }

        KconfigBytes = offset;
    }

    private void Add(int symbol, ExternSpec item)
    {
        _bySymbol.Add(symbol, item);
        Items.Add(item);
    }

    // The kernel knows no extern variables: here they become variables of the map that the loader fills.
    private void EditConfiguration(BtfSpec btf, BtfEditor editor)
    {
        var section = ObjectVariable.Section(btf, GlobalReader.KconfigName);
        if (section.IsVoid)
            return;
        var offsets = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in Items)
        {
            if (item.Kind == ExternKind.Configuration)
                offsets.TryAdd(item.Name, item.Offset);
        }

        var variables = ObjectVariable.Of(section);
        foreach (var variable in variables)
        {
            if (variable.Type.Kind != BtfKind.Variable)
                throw new ObjectReadException($"its types list something else than variables in {GlobalReader.KconfigName}");
            editor.SetVariableLinkage(variable.Type.Id, GlobalLinkage);
            BtfEditor.SetWord(editor.SectionVariable(section.Id, variable.Index), 4, (uint)offsets.GetValueOrDefault(variable.Type.Name));
        }

        editor.SetSize(section.Id, (uint)KconfigBytes);
        SortByOffset(section, variables, editor);
    }

    private static void SortByOffset(BtfType section, List<ObjectVariable> variables, BtfEditor editor)
    {
        var entries = new List<(uint Offset, byte[] Bytes)>();
        foreach (var variable in variables)
        {
            var bytes = editor.SectionVariable(section.Id, variable.Index).ToArray();
            entries.Add((BtfLayout.Word(bytes, 4), bytes));
        }

        entries.Sort(static (left, right) => left.Offset.CompareTo(right.Offset));
        for (var index = 0; index < entries.Count; index++)
            entries[index].Bytes.CopyTo(editor.SectionVariable(section.Id, index));
    }

    // Nor does it know extern functions. Symbols become ints of a section that no map stands behind, functions global ones with named parameters.
    private static void EditSymbols(BtfSpec btf, BtfEditor editor)
    {
        var section = ObjectVariable.Section(btf, KernelSymbols);
        if (section.IsVoid)
            return;
        const uint IntBytes = 4;
        var number = editor.IntType();
        var name = editor.AddString("dummy_ksym");
        var dummy = editor.AddType(name, BtfKind.Variable, 0, number, [GlobalLinkage]);
        uint offset = 0;
        foreach (var variable in ObjectVariable.Of(section))
        {
            var entry = editor.SectionVariable(section.Id, variable.Index);
            if (variable.Type.Kind == BtfKind.Function)
            {
                NameParameters(variable.Type.Target, editor, name);
                editor.SetCount(variable.Type.Id, (ushort)GlobalLinkage);
                BtfEditor.SetWord(entry, 0, dummy);
            }
            else if (variable.Type.Kind == BtfKind.Variable)
            {
                editor.SetVariableLinkage(variable.Type.Id, GlobalLinkage);
                editor.SetTarget(variable.Type.Id, number);
            }

            BtfEditor.SetWord(entry, 4, offset);
            BtfEditor.SetWord(entry, 8, IntBytes);
            offset += IntBytes;
        }

        editor.SetSize(section.Id, offset);
    }

    private static void NameParameters(BtfType prototype, BtfEditor editor, uint name)
    {
        if (prototype.Kind != BtfKind.FunctionPrototype)
            return;
        var record = editor.Record(prototype.Id)[BtfLayout.TypeBytes..];
        for (var index = 0; index < prototype.Count; index++)
        {
            var parameter = record.Slice(index * 8, 8);
            if (BtfLayout.Word(parameter, 0) == 0 && BtfLayout.Word(parameter, 4) != 0)
                BtfEditor.SetWord(parameter, 0, name);
        }
    }
}
