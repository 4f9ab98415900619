using System.Collections.Generic;

namespace Borescope.Links;

/// <summary>Why a kernel function can or cannot be probed.</summary>
public enum FunctionStatus
{
    /// <summary>It can be probed.</summary>
    Probeable,

    /// <summary>The name occurs several times; all can be probed by address.</summary>
    Ambiguous,

    /// <summary>The kernel has no symbol of this name: inlined everywhere, renamed, compiled out or misspelt.</summary>
    Missing,

    /// <summary>The compiler made another symbol of it (<c>.isra</c>, <c>.constprop</c>, <c>.part</c>).</summary>
    Transformed,

    /// <summary>The symbol is data.</summary>
    NotAFunction,

    /// <summary>Marked notrace: the kernel does not allow tracing it.</summary>
    NotTraceable,

    /// <summary>On the kprobe blacklist: probing it could crash the kernel.</summary>
    Blacklisted,

    /// <summary>The module is not loaded.</summary>
    ModuleMissing,

    /// <summary>The kernel has no kprobes at all.</summary>
    NoKprobes,
}

/// <summary>A verdict about a kernel function.</summary>
/// <param name="Function">The function asked for.</param>
/// <param name="Status">Verdict.</param>
/// <param name="Message">Sentence without full stop: what is the matter.</param>
/// <param name="Hint">What to do, or null.</param>
/// <param name="Candidates">Names that may be meant, best first.</param>
public sealed record FunctionDiagnosis(
    string Function, FunctionStatus Status, string Message, string? Hint, IReadOnlyList<string> Candidates)
{
    /// <summary>Whether attaching can work.</summary>
    public bool IsProbeable => Status is FunctionStatus.Probeable or FunctionStatus.Ambiguous;
}
