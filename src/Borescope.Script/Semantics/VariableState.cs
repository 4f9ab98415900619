using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>What is known about a variable while the passes run.</summary>
internal sealed class VariableState
{
    private ScriptType _joined = PendingType.Instance;
    private bool _isStepped;

    /// <summary>Creates the state of a variable without a type.</summary>
    public VariableState(string name) => Symbol = new VariableSymbol(name) { Type = PendingType.Instance };

    /// <summary>The symbol of the bound program.</summary>
    public VariableSymbol Symbol { get; }

    /// <summary>The type given by <c>let $x: T</c>; null without.</summary>
    public ScriptType? Declared { get; set; }

    /// <summary>Whether a stack of another event, from a map, was ever assigned.</summary>
    public bool HoldsKeptStack { get; set; }

    /// <summary>Whether anything was assigned.</summary>
    public bool IsAssigned => _joined is not PendingType;

    /// <summary>Joins an assigned type. False when it does not go together with earlier ones.</summary>
    public bool Join(ScriptType type, Analysis analysis)
    {
        if (TypeJoin.Join(_joined, type) is not { } joined)
            return false;
        if (!LiteralTypes.Same(joined, _joined))
            _joined = joined;
        ScriptType seen = _isStepped ? LiteralTypes.Settle(_joined) : _joined;
        if (!LiteralTypes.Same(seen, Symbol.Type!))
        {
            Symbol.Type = seen;
            analysis.Changed = true;
        }

        return true;
    }

    /// <summary>Joins what <c>++</c> and <c>--</c> make of an integer: 64 bits; signed unless it has only an unsigned type to keep.</summary>
    public void JoinStep(ScriptType type, Analysis analysis)
    {
        _isStepped = true;
        Join(type, analysis);
    }

    /// <summary>Sets the type that <c>let</c> declares.</summary>
    public void Declare(ScriptType type)
    {
        Declared = type;
        _joined = type;
        Symbol.Type = type;
    }
}
