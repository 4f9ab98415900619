using System;
using System.Collections.Generic;
using Borescope.Btf;

namespace Borescope.Objects.Relocation;

/// <summary>The kernel types that relocations may mean: the kernel's own first, its modules' only for what it does not have.</summary>
internal sealed class CoreTargets
{
    private readonly BtfSpec _kernel;
    private readonly Func<IReadOnlyList<BtfSpec>> _modules;
    private readonly Dictionary<uint, List<BtfType>> _byLocal = [];
    private BtfSpec? _local;

    internal CoreTargets(BtfSpec kernel, Func<IReadOnlyList<BtfSpec>> modules)
    {
        _kernel = kernel;
        _modules = modules;
    }

    /// <summary>The candidates for a type of the object; the list may be narrowed by the caller.</summary>
    internal List<BtfType> Find(BtfType local)
    {
        if (!ReferenceEquals(_local, local.Spec))
        {
            _byLocal.Clear();
            _local = local.Spec;
        }

        if (_byLocal.TryGetValue(local.Id, out var found))
            return found;
        found = [];
        var name = BtfFlavours.Essential(local.NameBytes);
        BtfFlavours.Find(_kernel, name, local.Kind, found);
        if (found.Count == 0)
        {
            foreach (var module in _modules())
                BtfFlavours.Find(module, name, local.Kind, found);
        }

        _byLocal.Add(local.Id, found);
        return found;
    }
}
