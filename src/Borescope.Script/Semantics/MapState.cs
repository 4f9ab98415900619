using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>What is known about a map while the passes run. Types only ever grow.</summary>
internal sealed class MapState(string name, TextSpan firstUse)
{
    private bool _isStepped;

    /// <summary>The symbol of the bound program.</summary>
    public MapSymbol Symbol { get; } = new(name);

    /// <summary>Where the map stands first.</summary>
    public TextSpan FirstUse { get; } = firstUse;

    /// <summary>Its declaration; null when it has none.</summary>
    public MapDeclarationSyntax? Declaration { get; set; }

    /// <summary>Join of all keys; null until one is seen.</summary>
    public ScriptType? Key { get; private set; }

    /// <summary>Join of all values; null until one is assigned.</summary>
    public ScriptType? Value { get; private set; }

    /// <summary>Whether the map has keys; null until it is used.</summary>
    public bool? IsKeyed { get; set; }

    /// <summary>How often the script names the map, in the current pass.</summary>
    public int Uses { get; set; }

    /// <summary>Whether something is assigned to it whose type is not known yet.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>How many of these uses count in it, print all of it or clear it.</summary>
    public int TallyUses { get; set; }

    /// <summary>Joins a key's type. False when it does not go together with earlier ones.</summary>
    public bool JoinKey(ScriptType type, Analysis analysis)
    {
        if (Join(Key, type, out ScriptType? joined))
        {
            if (!ReferenceEquals(joined, Key))
            {
                Key = joined;
                Symbol.KeyType = Storage(joined!);
                analysis.Changed = true;
            }

            return true;
        }

        return false;
    }

    /// <summary>Joins what <c>++</c> and <c>+=</c> make of a value: it is signed unless it has only an unsigned type to keep.</summary>
    public bool JoinStep(ScriptType type, Analysis analysis)
    {
        analysis.Changed |= !_isStepped;
        _isStepped = true;
        if (Value is not null)
            Symbol.ValueType = Stored(Value);
        return JoinValue(type, analysis);
    }

    /// <summary>Joins a value's type.</summary>
    public bool JoinValue(ScriptType type, Analysis analysis)
    {
        if (Join(Value, type, out ScriptType? joined))
        {
            if (!ReferenceEquals(joined, Value))
            {
                Value = joined;
                Symbol.ValueType = Stored(joined!);
                analysis.Changed = true;
            }

            return true;
        }

        return false;
    }

    private ScriptType Stored(ScriptType type) => _isStepped ? LiteralTypes.Settle(Storage(type)) : Storage(type);

    /// <summary>The type as maps hold it: integers take 8 bytes.</summary>
    public static ScriptType Storage(ScriptType type)
    {
        switch (type)
        {
            case IntegerType { Signed: true }:
                return LiteralTypes.IsFlexible(type) ? LiteralTypes.Flexible(8) : IntegerType.Int64;
            case IntegerType:
                return IntegerType.UInt64;
            case TupleType tuple:
                var elements = new ScriptType[tuple.Elements.Count];
                for (int i = 0; i < elements.Length; i++)
                    elements[i] = Storage(tuple.Elements[i]);
                return new TupleType(elements, tuple.Names);
            default:
                return type;
        }
    }

    // Equal types keep their first instance, so that passes come to an end.
    private static bool Join(ScriptType? known, ScriptType type, out ScriptType? joined)
    {
        joined = known;
        if (type is PendingType)
            return true;
        if (known is null)
        {
            joined = type;
            return true;
        }

        if (TypeJoin.Join(known, type) is not { } both)
            return false;
        joined = LiteralTypes.Same(both, known) ? known : both;
        return true;
    }
}
