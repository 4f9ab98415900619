using System;
using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>Finds out why a kernel function cannot be probed, and what may be meant instead. For front ends before attaching and for errors after.</summary>
/// <param name="facts">The kernel.</param>
public sealed class KernelFunctionDiagnosis(KernelFacts facts)
{
    private const int MaxCandidates = 5;

    /// <summary>Judges a function.</summary>
    /// <param name="function">Name.</param>
    /// <param name="module">Module, <c>vmlinux</c>, or null for anywhere.</param>
    /// <param name="needsKprobes">False when the function shall be probed by fentry or is only asked about.</param>
    public FunctionDiagnosis Diagnose(string function, string? module = null, bool needsKprobes = true)
    {
        if (needsKprobes && !facts.Features.Has(KernelFeature.KprobePmu) && !facts.Features.Has(KernelFeature.KprobeEvents))
        {
            return Verdict(function, FunctionStatus.NoKprobes, "this kernel was built without kprobes (CONFIG_KPROBES)",
                "use a tracepoint, or run in a kernel that has them: borescope lab -- borescope ...", []);
        }

        if (facts.Symbols is not { } symbols)
            return Verdict(function, FunctionStatus.Probeable, $"nothing is known about {function}: {facts.SymbolsDiagnostic}", null, []);
        if (module is { Length: > 0 } and not "vmlinux" && facts.Calls.Access($"/sys/module/{module}", AccessMode.Exists) != 0)
        {
            return Verdict(function, FunctionStatus.ModuleMissing, $"kernel module {module} is not loaded",
                $"load it with modprobe {module}, or leave the module out", []);
        }

        var functions = 0;
        var others = 0;
        foreach (var symbol in symbols.Find(function))
        {
            if (!InModule(symbol, module))
                continue;
            if (symbol.IsFunction)
                functions++;
            else
                others++;
        }

        if (functions == 0)
            return others > 0
                ? Verdict(function, FunctionStatus.NotAFunction, $"{function} is data, not a function", null, [])
                : Missing(symbols, function, module);
        if (facts.Blacklist.Contains(function))
        {
            return Verdict(function, FunctionStatus.Blacklisted, $"{function} is on the kernel's kprobe blacklist, because a probe in it could crash the kernel",
                "probe a function that calls it, or that it calls", []);
        }

        if (facts.Functions.Source != KernelSymbols.Path && !IsTraceable(function, module))
        {
            return Verdict(function, FunctionStatus.NotTraceable, $"{function} is marked notrace: the kernel does not allow probing it",
                "probe a function that calls it, or that it calls", []);
        }

        return functions > 1
            ? Verdict(function, FunctionStatus.Ambiguous, $"{functions} functions are named {function}; all of them are probed", null, [])
            : Verdict(function, FunctionStatus.Probeable, $"{function} can be probed", null, []);
    }

    /// <summary>Addresses of all functions with a name, empty when the kernel hides them.</summary>
    public IReadOnlyList<ulong> Addresses(string function, string? module)
    {
        var addresses = new List<ulong>();
        if (facts.Symbols is { AddressesHidden: false } symbols)
        {
            // Asked for each of thousands of functions: no text is made.
            for (var index = symbols.First(function); index >= 0; index = symbols.Next(index))
            {
                if (symbols.IsFunction(index) && InModule(symbols.ModuleOf(index), module) && !addresses.Contains(symbols.AddressOf(index)))
                    addresses.Add(symbols.AddressOf(index));
            }
        }

        return addresses;
    }

    /// <summary>The same, without those that ftrace does not know. With IBT ftrace lists the address behind the entry; the symbol's own is given.</summary>
    public IReadOnlyList<ulong> TraceableAddresses(string function, string? module)
    {
        var all = Addresses(function, module);
        if (all.Count < 2)
            return IsTraceable(function, module) ? all : [];
        if (!facts.Functions.HasAddresses)
            return all;
        const ulong EntryBytes = 16;
        var traceable = new List<ulong>();
        foreach (var entry in facts.Functions.Find(function))
        {
            foreach (var address in all)
            {
                if (entry.Address - address <= EntryBytes && !traceable.Contains(address))
                    traceable.Add(address);
            }
        }

        return traceable;
    }

    // ftrace lists one name per address: __do_sys_getppid, not its alias __x64_sys_getppid.
    private bool IsTraceable(string function, string? module)
    {
        if (facts.Functions.Contains(function))
            return true;
        foreach (var address in Addresses(function, module))
        {
            foreach (var alias in facts.Symbols!.At(address))
            {
                if (facts.Functions.Contains(alias.Name))
                    return true;
            }
        }

        return false;
    }

    private static bool InModule(in KernelSymbol symbol, string? module) => InModule(symbol.Module, module);

    internal static bool InModule(string? actual, string? wanted) =>
        string.IsNullOrEmpty(wanted) || (wanted == "vmlinux" ? actual is null : actual == wanted);

    private FunctionDiagnosis Missing(KernelSymbols symbols, string function, string? module)
    {
        var variants = Variants(symbols, function, module);
        if (variants.Count > 0)
        {
            var part = variants[0].Contains(".part.", StringComparison.Ordinal) || variants[0].Contains(".cold", StringComparison.Ordinal);
            return Verdict(function, FunctionStatus.Transformed,
                part ? $"{function} is inlined into its callers; only a part of it is a function of its own"
                    : $"the compiler changed {function} into a variant of another name and maybe other arguments",
                $"try {string.Join(", ", variants)}", variants);
        }

        var candidates = new List<string>();
        foreach (var name in KernelRenames.Of(function))
        {
            if (symbols.Contains(name))
                candidates.Add(name);
        }

        if (candidates.Count > 0)
        {
            return Verdict(function, FunctionStatus.Missing, $"this kernel has no function {function}; it was renamed or replaced",
                $"try {string.Join(", ", candidates)}", candidates);
        }

        var near = new NearMatches(function, MaxCandidates);
        for (var index = 0; index < facts.Functions.Count; index++)
            near.Offer(facts.Functions.NameOf(index));
        candidates.AddRange(near.Names);
        return Verdict(function, FunctionStatus.Missing,
            $"this kernel has no function {function}{(string.IsNullOrEmpty(module) ? "" : $" in {module}")}: it is misspelt, not in this version, or inlined everywhere",
            candidates.Count > 0 ? $"did you mean {string.Join(", ", candidates)}?" : "list what there is with borescope -l 'kprobe:*part_of_name*'",
            candidates);
    }

    // gcc's clones: name.isra.0, name.constprop.0, name.part.0, name.cold; clang's: name.llvm.123.
    private static List<string> Variants(KernelSymbols symbols, string function, string? module)
    {
        var found = new List<string>();
        var cold = new List<string>();
        foreach (var symbol in symbols.Match(new GlobPattern($"{function}.*")))
        {
            if (!symbol.IsFunction || !InModule(symbol, module) || found.Contains(symbol.Name))
                continue;
            (symbol.Name.EndsWith(".cold", StringComparison.Ordinal) ? cold : found).Add(symbol.Name);
        }

        found.AddRange(cold);
        return found.Count > MaxCandidates ? found.GetRange(0, MaxCandidates) : found;
    }

    private static FunctionDiagnosis Verdict(string function, FunctionStatus status, string message, string? hint, IReadOnlyList<string> candidates) =>
        new(function, status, message, hint, candidates);
}
