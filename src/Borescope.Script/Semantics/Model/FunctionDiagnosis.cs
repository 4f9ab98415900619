using System.Collections.Generic;

namespace Borescope.Script.Semantics.Model;

/// <summary>Whether a kernel function can be probed.</summary>
public enum FunctionStatus
{
    /// <summary>It can, or nothing speaks against trying.</summary>
    Probeable,

    /// <summary>There is no such function.</summary>
    Missing,

    /// <summary>The compiler put its code into its callers.</summary>
    Inlined,

    /// <summary>Marked notrace.</summary>
    NoTrace,

    /// <summary>On the kprobe blacklist.</summary>
    Blacklisted,
}

/// <summary>The answer to "can this function be probed".</summary>
/// <param name="Status">The answer.</param>
/// <param name="Explanation">A sentence about it; empty when probeable.</param>
/// <param name="Candidates">Functions that may be meant, best first.</param>
public sealed record FunctionDiagnosis(FunctionStatus Status, string Explanation, IReadOnlyList<string> Candidates);
