using System.Collections.Generic;

namespace Borescope.Script.Semantics;

/// <summary>The variables of a block.</summary>
internal sealed class Scope(Scope? parent)
{
    private readonly Dictionary<string, VariableState> _variables = [];

    /// <summary>The scope around.</summary>
    public Scope? Parent { get; } = parent;

    /// <summary>Finds a variable here or further out.</summary>
    public VariableState? Find(string name)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._variables.TryGetValue(name, out VariableState? state))
                return state;
        }

        return null;
    }

    /// <summary>Adds a variable.</summary>
    public void Add(string name, VariableState state) => _variables[name] = state;

    /// <summary>Names that are visible.</summary>
    public IEnumerable<string> Names()
    {
        for (Scope? scope = this; scope is not null; scope = scope.Parent)
        {
            foreach (string name in scope._variables.Keys)
                yield return name;
        }
    }
}
