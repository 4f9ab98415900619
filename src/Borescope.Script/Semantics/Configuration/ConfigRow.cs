using System;
using Borescope.Script.Binding;

namespace Borescope.Script.Semantics.Configuration;

/// <summary>A setting of the config block.</summary>
/// <param name="Name">Its key; the environment variable is <c>BPFTRACE_</c> and the key in upper case.</param>
/// <param name="OldName">Former name of the environment variable; empty without.</param>
/// <param name="Documentation">What it does, with its default.</param>
/// <param name="Apply">Sets a value given as text; returns what is wrong with it, or null.</param>
internal sealed record ConfigRow(string Name, string OldName, string Documentation, Func<ConfigBuilder, string, string?> Apply)
{
    /// <summary>Name of the environment variable.</summary>
    public string Variable => "BPFTRACE_" + Name.ToUpperInvariant();

    /// <summary>Whether a key of the block, in any case, is this setting's name or that of its variable, and not a former one.</summary>
    public bool IsCalled(string key) => key.Equals(Name, StringComparison.OrdinalIgnoreCase) || key.Equals(Variable, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The configuration while it is put together.</summary>
internal sealed class ConfigBuilder
{
    /// <summary>The settings so far.</summary>
    public ScriptConfiguration Value { get; set; } = new();
}
