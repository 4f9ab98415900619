using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Writing;

/// <summary>Writes the names that the kernel provides: symbols without a place, and their types in the sections <c>.kconfig</c> and <c>.ksyms</c>.</summary>
internal sealed class ExternWriter(ElfImage image, BtfAppender btf, ObjectSpec spec)
{
    private const uint ExternLinkage = 2;

    private readonly Dictionary<string, ElfImage.Symbol> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _configuration = [];

    /// <summary>The symbol of a name, null when it is not declared.</summary>
    internal ElfImage.Symbol? Find(string name) => _symbols.GetValueOrDefault(name);

    /// <summary>The symbol of the configuration value at an offset of the map <c>.kconfig</c>, null when there is none.</summary>
    internal ElfImage.Symbol? Configuration(int offset) => _configuration.TryGetValue(offset, out var name) ? Find(name) : null;

    internal void Write()
    {
        Write(GlobalReader.KconfigName, static item => item.Kind == ExternKind.Configuration);
        Write(".ksyms", static item => item.Kind != ExternKind.Configuration);
    }

    private void Write(string section, Predicate<ExternSpec> isThere)
    {
        var before = btf.VariablesOf(section);
        var entries = new List<(uint, uint, uint)>();
        foreach (var item in spec.Externs)
        {
            if (!isThere(item))
                continue;
            var symbol = image.Name(item.Name, ElfImage.KindNone, item.IsWeak ? ElfImage.SymbolBinding.Weak : ElfImage.SymbolBinding.Global, null, 0, 0);
            if (!_symbols.TryAdd(item.Name, symbol))
                throw new ObjectWriteException($"{item.Name} is declared twice");
            if (item.Kind == ExternKind.Configuration)
                _configuration.TryAdd(item.Offset, item.Name);
            entries.Add(item.Kind == ExternKind.Function ? Function(item) : Variable(item, before));
        }

        if (entries.Count > 0)
            btf.DataSection(section, 0, entries);
    }

    private (uint, uint, uint) Function(ExternSpec item)
    {
        var type = btf.Types[item.TypeId];
        if (type.Kind != BtfKind.Function || type.Name != item.Name)
            throw new ObjectWriteException($"the kernel's function {item.Name} has no type in the object; other loaders want one");
        btf.ChangeFunction(type.Id, (ushort)ExternLinkage);
        return (type.Id, 0, 0);
    }

    private (uint, uint, uint) Variable(ExternSpec item, Dictionary<string, BtfType> before)
    {
        if (item.TypeId == 0 && item.Kind != ExternKind.Symbol)
            throw new ObjectWriteException($"the kernel's {item.Name} has no type in the object; other loaders want one");

        // Symbols without a type are those that are declared as extern const void.
        var type = item.TypeId != 0 ? item.TypeId : btf.Const(0);
        if (!before.TryGetValue(item.Name, out var variable))
            return (btf.Variable(item.Name, type, ExternLinkage), 0, (uint)item.Size);
        btf.ChangeVariable(variable.Id, type, ExternLinkage);
        return (variable.Id, 0, (uint)item.Size);
    }
}
