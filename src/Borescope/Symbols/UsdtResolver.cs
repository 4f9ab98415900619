using System;
using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>Finds static markers (USDT) by file, namespace and name.</summary>
/// <param name="calls">The seam.</param>
/// <param name="locator">Finds files; null for one with this process's PATH.</param>
public sealed class UsdtResolver(ISystemCalls calls, BinaryLocator? locator = null)
{
    private readonly BinaryLocator _locator = locator ?? new BinaryLocator(calls);

    /// <summary>Finds the sites of a request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="matches">The sites, null on failure.</param>
    /// <param name="diagnostic">What is wrong, why, and what to do.</param>
    public bool TryResolve(UsdtRequest request, out UsdtMatches? matches, out string? diagnostic)
    {
        ArgumentNullException.ThrowIfNull(request);
        matches = null;
        if (!_locator.TryLocate(request.Target, request.ProcessId, out string? path, out diagnostic))
            return false;
        if (!UserBinary.TryOpen(calls, path!, RootedPath.RootOf(calls, request.ProcessId), out UserBinary? binary, out diagnostic))
            return false;
        using (binary)
        {
            if (!HostMachine.CanProbe(binary!.File.Header))
            {
                diagnostic = $"{path} is for {HostMachine.NameOf(binary.File.Header.Machine)}, this machine is {HostMachine.NameOf(HostMachine.Current)}";
                return false;
            }

            var notes = new List<string>();
            List<UsdtSite> all = UsdtNotes.Read(binary, notes);
            var found = all.FindAll(Matcher(request));
            if (found.Count == 0)
            {
                diagnostic = Missing(path!, request, all);
                return false;
            }

            found.Sort(Compare);
            matches = new UsdtMatches(path!, found, notes);
            return true;
        }
    }

    private static Predicate<UsdtSite> Matcher(UsdtRequest request)
    {
        var provider = new GlobPattern(request.Provider.Length == 0 ? "*" : request.Provider);
        var name = new GlobPattern(request.Name);
        return site => provider.IsMatch(site.Provider) && name.IsMatch(site.Name);
    }

    private static int Compare(UsdtSite a, UsdtSite b)
    {
        int order = string.CompareOrdinal(a.Provider, b.Provider);
        if (order == 0)
            order = string.CompareOrdinal(a.Name, b.Name);
        return order == 0 ? a.Address.CompareTo(b.Address) : order;
    }

    private static string Missing(string path, UsdtRequest request, List<UsdtSite> all)
    {
        if (all.Count == 0)
            return $"{path} has no static markers: it was built without them, or its section .note.stapsdt was stripped";
        string wanted = request.Provider.Length == 0 ? request.Name : $"{request.Provider}:{request.Name}";
        var near = new NearMatches(wanted);
        foreach (UsdtSite site in all)
            near.Offer(request.Provider.Length == 0 ? site.Name : $"{site.Provider}:{site.Name}");
        return $"{path} has no static marker {wanted}" + (near.Names.Count > 0 ? $"; did you mean {string.Join(", ", near.Names)}?" : $"; list them with borescope -l 'usdt:{path}:*'");
    }
}
