using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.Objects.Relocation;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Objects.Loading;

/// <summary>Finds the kernel's symbols, variables and functions that an object declares.</summary>
internal sealed class ExternResolver(LoadContext context) : IDisposable
{
    private readonly Dictionary<string, ResolvedExtern> _known = new(StringComparer.Ordinal);
    private readonly List<(string Name, KernelHandle Handle)> _modules = [];

    /// <summary>Descriptors of modules that kfuncs come from; the first is not used.</summary>
    internal int[] Descriptors
    {
        get
        {
            if (_modules.Count == 0)
                return [];
            var descriptors = new int[_modules.Count + 1];
            for (var index = 0; index < _modules.Count; index++)
                descriptors[index + 1] = _modules[index].Handle.Descriptor;
            return descriptors;
        }
    }

    /// <summary>Finds one.</summary>
    /// <exception cref="BpfException">The kernel does not have it, and the object cannot do without.</exception>
    internal ResolvedExtern Resolve(string name, string program, bool isFunction)
    {
        if (_known.TryGetValue(name, out var known))
            return known;
        var item = Find(name) ?? (isFunction ? new ExternSpec { Name = name, Kind = ExternKind.Function } : null) ?? throw new BpfException($"program {program} refers to '{name}', which the object does not declare", KernelOperation.ProgramLoad, program);
        var resolved = item.Kind == ExternKind.Symbol ? Address(item) : Typed(item);
        if (!resolved.Exists && !item.IsWeak)
        {
            throw new BpfException(
                $"the object needs the kernel's {Noun(item.Kind)} {name}, which this kernel does not have", KernelOperation.ProgramLoad, name,
                item.Kind == ExternKind.Function ? "it may be in a module that is not loaded, or in newer kernels" : "declare it __weak to go on without it");
        }

        _known.Add(name, resolved);
        return resolved;
    }

    public void Dispose()
    {
        foreach (var (_, handle) in _modules)
            handle.Dispose();
    }

    private static string Noun(ExternKind kind) => kind switch
    {
        ExternKind.Function => "function",
        ExternKind.Variable => "variable",
        _ => "symbol",
    };

    private ExternSpec? Find(string name)
    {
        foreach (var item in context.Spec.Externs)
        {
            if (item.Name == name)
                return item;
        }

        return null;
    }

    private ResolvedExtern Address(ExternSpec item)
    {
        var symbols = context.Kernel.Facts.Symbols;
        var address = symbols?.AddressOf(item.Name) ?? 0;
        if (address == 0 && symbols is not null && symbols.Contains(item.Name) && symbols.AddressesHidden)
        {
            throw new BpfException(
                $"the address of {item.Name} is hidden", KernelOperation.ProgramLoad, item.Name, "it needs CAP_SYSLOG and kernel.kptr_restrict below 2");
        }

        return new ResolvedExtern(address != 0, address);
    }

    private ResolvedExtern Typed(ExternSpec item)
    {
        if (context.Kernel.Btf is not { } btf)
            return item.IsWeak ? default : throw new BpfException($"{item.Name} cannot be found: {context.Kernel.BtfDiagnostic}", KernelOperation.ProgramLoad, item.Name);
        var kind = item.Kind == ExternKind.Function ? BtfKind.Function : BtfKind.Variable;
        var name = System.Text.Encoding.UTF8.GetString(BtfFlavours.Essential(System.Text.Encoding.UTF8.GetBytes(item.Name)));
        if (!btf.TryFind(name, kind, out var found))
            return default;
        var local = item.TypeId == 0 ? found.Target : context.Local[item.TypeId];
        if (kind == BtfKind.Function && item.TypeId != 0)
            local = local.Target;
        if (!CoreTypes.AreCompatible(local, found.Target.Resolve()) && !CoreTypes.AreCompatible(local, found.Target))
        {
            if (item.IsWeak && kind == BtfKind.Function)
                return default;
            throw new BpfException(
                $"the object declares {item.Name} as {BtfTypeName.Of(local)}, this kernel has {BtfTypeName.Of(found.Target)}", KernelOperation.ProgramLoad, item.Name);
        }

        if (found.Spec == btf.Vmlinux)
            return new ResolvedExtern(true, 0, found.Id);
        var module = Module(found.Spec!.Name, item.Name);
        return new ResolvedExtern(true, 0, found.Id, module + 1, _modules[module].Handle.Descriptor);
    }

    private int Module(string name, string wanted)
    {
        var index = _modules.FindIndex(candidate => candidate.Name == name);
        if (index >= 0)
            return index;
        _modules.Add((name, ModuleBtf.Open(context.Calls, name, wanted)));
        return _modules.Count - 1;
    }
}
