using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using Borescope.Script.Semantics.Model;

namespace Borescope.Script.Semantics;

/// <summary>What the command line says about a script.</summary>
public sealed record BinderOptions
{
    /// <summary>Values of <c>$1</c>, <c>$2</c> …</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Values of <c>--name=value</c>; null for <c>--name</c> alone.</summary>
    public IReadOnlyDictionary<string, string?> NamedParameters { get; init; } = new Dictionary<string, string?>();

    /// <summary><c>--unsafe</c>: system(), signal() and the like are allowed.</summary>
    public bool Unsafe { get; init; }

    /// <summary><c>--test</c>, <c>--bench</c>.</summary>
    public ScriptMode Mode { get; init; }

    /// <summary><c>--probe-filter</c>: only these probes exist, besides begin and end; null: all.</summary>
    public Regex? ProbeFilter { get; init; }

    /// <summary><c>-p</c>; 0 without.</summary>
    public int Pid { get; init; }

    /// <summary><c>-c</c> was given: <c>cpid</c> has a value.</summary>
    public bool HasCommand { get; init; }

    /// <summary>Functions of the C code that the script imports, by name; null when the code was not looked at: any name can be one of them then.</summary>
    public IReadOnlyDictionary<string, FunctionPrototype>? ImportedFunctions { get; init; }

    /// <summary>Looks up an environment variable; null when unset.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;
}
