using System;
using System.Collections.Generic;
using System.Threading;
using Borescope.Compiler.Btf;
using Borescope.Kernel;

namespace Borescope.Btf;

/// <summary>The types of the running kernel: vmlinux at once, modules when a name is not in vmlinux.</summary>
public sealed class KernelBtf : IKernelTypeIds, IDisposable
{
    private const string Root = "/sys/kernel/btf";

    private readonly ISystemCalls _calls;
    private readonly Lock _gate = new();
    private List<BtfSpec>? _modules;

    private KernelBtf(ISystemCalls calls, BtfSpec vmlinux)
    {
        _calls = calls;
        Vmlinux = vmlinux;
    }

    /// <summary>Types of the kernel proper.</summary>
    public BtfSpec Vmlinux { get; }

    /// <summary>Split BTF of the loaded modules, opened at first use; modules that cannot be read are left out.</summary>
    public IReadOnlyList<BtfSpec> Modules
    {
        get
        {
            lock (_gate)
                return _modules ??= OpenModules();
        }
    }

    /// <summary>Opens the BTF of the running kernel.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="btf">The result, null when the kernel has no readable BTF.</param>
    /// <param name="diagnostic">Why not, and what to do.</param>
    public static bool TryOpen(ISystemCalls calls, out KernelBtf? btf, out string? diagnostic)
    {
        btf = null;
        if (!BtfSpec.TryOpenFile(calls, $"{Root}/vmlinux", "vmlinux", null, out var vmlinux, out diagnostic))
        {
            diagnostic += "; kernel types need a kernel built with CONFIG_DEBUG_INFO_BTF";
            return false;
        }

        btf = new KernelBtf(calls, vmlinux!);
        return true;
    }

    /// <summary>
    /// Whether vmlinux has something of that name, looked for in the strings of its BTF only: some 0.3 ms and 32 KiB instead of reading it all. False: no function of that name is
    /// described (or the kernel has no readable BTF); true: most likely one is, but a variable or a struct's member may be what has the name.
    /// </summary>
    /// <param name="calls">The seam.</param>
    /// <param name="name">Exact name.</param>
    internal static bool Mentions(ISystemCalls calls, string name) => BtfStringSearch.Contains(calls, $"{Root}/vmlinux", name);

    /// <summary>Finds a type by name in vmlinux, then in the modules.</summary>
    /// <param name="name">Name without keyword, or <c>module:name</c> to ask one module only.</param>
    /// <param name="kind">Kind wanted.</param>
    /// <param name="type">The type.</param>
    public bool TryFind(ReadOnlySpan<char> name, BtfKind kind, out BtfType type)
    {
        var colon = name.IndexOf(':');
        if (colon > 0)
        {
            type = default;
            return FindSpec(name[..colon])?.TryFind(name[(colon + 1)..], kind, out type) ?? false;
        }

        if (Vmlinux.TryFind(name, kind, out type))
            return true;
        foreach (var module in Modules)
        {
            if (module.TryFind(name, kind, out type))
                return true;
        }

        return false;
    }

    /// <summary>The blob of a module, or of <c>vmlinux</c>.</summary>
    public BtfSpec? FindSpec(ReadOnlySpan<char> name)
    {
        if (name.SequenceEqual("vmlinux"))
            return Vmlinux;
        foreach (var module in Modules)
        {
            if (name.SequenceEqual(module.Name))
                return module;
        }

        return null;
    }

    /// <summary>The functions of vmlinux and all modules that have a prototype.</summary>
    public IEnumerable<BtfType> Functions()
    {
        foreach (var function in Vmlinux.OfKind(BtfKind.Function))
            yield return function;
        foreach (var module in Modules)
        {
            foreach (var function in module.OfKind(BtfKind.Function))
                yield return function;
        }
    }

    /// <inheritdoc/>
    public uint FunctionId(string name) => Vmlinux.TryFind(name, BtfKind.Function, out var type) ? type.Id : 0;

    /// <inheritdoc/>
    public uint TypedefId(string name) => Vmlinux.TryFind(name, BtfKind.Typedef, out var type) ? type.Id : 0;

    /// <summary>Releases all mappings.</summary>
    public void Dispose()
    {
        foreach (var module in _modules ?? [])
            module.Dispose();
        Vmlinux.Dispose();
    }

    private List<BtfSpec> OpenModules()
    {
        var modules = new List<BtfSpec>();
        var names = _calls.List(Root) ?? [];
        Array.Sort(names, string.CompareOrdinal);
        foreach (var name in names)
        {
            if (name != "vmlinux" && BtfSpec.TryOpenFile(_calls, $"{Root}/{name}", name, Vmlinux, out var module, out _))
                modules.Add(module!);
        }

        return modules;
    }
}
