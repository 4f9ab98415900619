using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics;

/// <summary>The macros of a script, by name.</summary>
internal sealed class MacroTable
{
    private readonly Dictionary<string, List<MacroSyntax>> _macros = [];

    /// <summary>Collects the macros of a tree.</summary>
    public MacroTable(SyntaxTree tree)
    {
        foreach (DeclarationSyntax declaration in tree.Declarations)
        {
            if (declaration is not MacroSyntax macro)
                continue;
            if (!_macros.TryGetValue(macro.Name, out List<MacroSyntax>? overloads))
                _macros.Add(macro.Name, overloads = []);
            overloads.Add(macro);
        }
    }

    /// <summary>Names of all macros.</summary>
    public IEnumerable<string> Names => _macros.Keys;

    /// <summary>Whether there is a macro of that name.</summary>
    public bool Contains(string name) => _macros.ContainsKey(name);

    /// <summary>The overload whose parameters take these arguments; exact kinds beat "any expression". Null when none does.</summary>
    public MacroSyntax? Find(string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        MacroSyntax? best = null;
        int bestScore = -1;
        foreach (MacroSyntax macro in _macros[name])
        {
            int score = Score(macro, arguments);
            if (score > bestScore)
                (best, bestScore) = (macro, score);
        }

        return best;
    }

    /// <summary>Whether an earlier macro takes just the same arguments.</summary>
    public bool IsRepeated(MacroSyntax macro)
    {
        foreach (MacroSyntax other in _macros[macro.Name])
        {
            if (ReferenceEquals(other, macro))
                return false;
            if (HaveSameParameters(other, macro))
                return true;
        }

        return false;
    }

    private static bool HaveSameParameters(MacroSyntax one, MacroSyntax other)
    {
        if (one.Parameters.Count != other.Parameters.Count)
            return false;
        for (int i = 0; i < one.Parameters.Count; i++)
        {
            if (one.Parameters[i].Kind != other.Parameters[i].Kind)
                return false;
        }

        return true;
    }

    /// <summary>How the overloads are called, for hints.</summary>
    public string[] Signatures(string name)
    {
        var signatures = new List<string>();
        foreach (MacroSyntax macro in _macros[name])
        {
            var names = new List<string>();
            foreach (MacroParameterSyntax parameter in macro.Parameters)
                names.Add(parameter.Name);
            signatures.Add($"{name}({string.Join(", ", names)})");
        }

        return [.. signatures];
    }

    private static int Score(MacroSyntax macro, IReadOnlyList<ExpressionSyntax> arguments)
    {
        if (macro.Parameters.Count != arguments.Count)
            return -1;
        int score = 0;
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (macro.Parameters[i].Kind)
            {
                case MacroParameterKind.Variable when arguments[i] is not VariableSyntax:
                case MacroParameterKind.Map when arguments[i] is not MapSyntax { Key: null }:
                    return -1;
                case MacroParameterKind.Variable or MacroParameterKind.Map:
                    score++;
                    break;
            }
        }

        return score;
    }
}
