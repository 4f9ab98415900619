using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Borescope.KernelTests.Differential;

/// <summary>The sign of an integer type.</summary>
internal enum Sign
{
    Unsigned,
    Signed,

    /// <summary>Of literals without a minus, and of what only such are assigned to: signed, but adopts what it meets.</summary>
    Open,

    /// <summary>What ++ makes of an open one: signed where it is read, but another type assigned decides.</summary>
    Stepped,
}

/// <summary>What a value is: an integer of some width and sign, a truth value, a text.</summary>
internal sealed record ReferenceType(int Bits, Sign Sign)
{
    internal static readonly ReferenceType Bool = new(1, Sign.Unsigned);
    internal static readonly ReferenceType Text = new(0, Sign.Unsigned);
    internal static readonly ReferenceType Int64 = new(64, Sign.Signed);
    internal static readonly ReferenceType UInt64 = new(64, Sign.Unsigned);
    internal static readonly ReferenceType Open64 = new(64, Sign.Open);
    internal static readonly ReferenceType Stepped64 = new(64, Sign.Stepped);

    internal bool Signed => Sign != Sign.Unsigned;

    /// <summary>The type that reading gives.</summary>
    internal ReferenceType Read => Sign == Sign.Stepped ? this with { Sign = Sign.Signed } : this;

    private bool IsDecided => Sign is Sign.Signed or Sign.Unsigned;

    internal string Name => (Signed ? "int" : "uint") + Bits.ToString(CultureInfo.InvariantCulture);

    /// <summary>The type that holds the values of both: what a variable assigned both has.</summary>
    internal ReferenceType Join(ReferenceType other)
    {
        int most = Math.Max(Bits, other.Bits);
        if (!IsDecided || !other.IsDecided)
            return new ReferenceType(most, IsDecided ? Sign : other.IsDecided ? other.Sign : Sign == Sign.Stepped ? Sign : other.Sign);
        if (Signed == other.Signed)
            return Bits >= other.Bits ? this : other;
        (ReferenceType signed, ReferenceType unsigned) = Signed ? (this, other) : (other, this);
        return signed.Bits > unsigned.Bits ? signed : new ReferenceType(Math.Min(64, unsigned.Bits * 2), Sign.Signed);
    }
}

/// <summary>A value: 64 bits, extended as its type says, or a text.</summary>
internal readonly record struct ReferenceValue(long Bits, string? Text = null);

/// <summary>The state of a script that is evaluated: variables, maps, what it printed.</summary>
internal sealed class ReferenceState
{
    private int _steps;

    internal Dictionary<string, ReferenceValue> Variables { get; } = [];

    internal Dictionary<string, ReferenceType> Types { get; init; } = [];

    internal Dictionary<(string Map, string Key), ReferenceValue> Maps { get; } = [];

    internal StringBuilder Output { get; } = new();

    internal void Step()
    {
        if (++_steps > 20_000)
            throw new InvalidOperationException("the generated script does not end");
    }
}

/// <summary>An expression: how it is written, its type, its value by the language's rules.</summary>
internal abstract record Expression
{
    internal abstract ReferenceType Type(Dictionary<string, ReferenceType> types);

    internal abstract ReferenceValue Value(ReferenceState state);

    internal static long Extend(long value, ReferenceType type) => type.Bits switch
    {
        8 => type.Signed ? (sbyte)value : (byte)value,
        16 => type.Signed ? (short)value : (ushort)value,
        32 => type.Signed ? (int)value : (uint)value,
        _ => value,
    };
}

internal sealed record Number(long Literal) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => new(
        Literal == (sbyte)Literal ? 8 : Literal == (short)Literal ? 16 : Literal == (int)Literal ? 32 : 64, Literal < 0 ? Sign.Signed : Sign.Open);

    internal override ReferenceValue Value(ReferenceState state) => new(Literal);

    public override string ToString() => Literal < 0 ? $"({Literal})" : Literal.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What ++ and operations with an open value add to the type of what they change.</summary>
internal sealed record Step : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => ReferenceType.Stepped64;

    internal override ReferenceValue Value(ReferenceState state) => throw new InvalidOperationException("a step has only a type");
}

internal sealed record Text(string Literal) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => ReferenceType.Text;

    internal override ReferenceValue Value(ReferenceState state) => new(0, Literal);

    public override string ToString() => $"\"{Literal}\"";
}

/// <summary>A variable or a map without key: their names share one table.</summary>
internal sealed record Variable(string Name) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => types[Name].Read;

    internal override ReferenceValue Value(ReferenceState state) => state.Variables[Name];

    public override string ToString() => Name;
}

internal sealed record Element(string Map, IReadOnlyList<Expression> Keys) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => types[Map].Read;

    internal override ReferenceValue Value(ReferenceState state) => state.Maps.TryGetValue((Map, Key(state)), out ReferenceValue found)
        ? found : state.Types[Map] == ReferenceType.Text ? new ReferenceValue(0, "") : default;

    internal string Key(ReferenceState state) => string.Join('|', Keys.Select(k => k.Value(state) is { Text: { } text } ? "s" + text : "n" + k.Value(state).Bits.ToString(CultureInfo.InvariantCulture)));

    public override string ToString() => $"{Map}[{string.Join(", ", Keys)}]";
}

internal sealed record Cast(ReferenceType To, Expression Of) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => To;

    internal override ReferenceValue Value(ReferenceState state) => new(Extend(Of.Value(state).Bits, To));

    public override string ToString() => $"(({To.Name}){Of})";
}

internal sealed record Unary(char Operator, Expression Of) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => Operator switch
    {
        '!' => ReferenceType.Bool,
        '-' => ReferenceType.Int64,
        _ => Of.Type(types).Signed ? ReferenceType.Int64 : ReferenceType.UInt64,
    };

    internal override ReferenceValue Value(ReferenceState state) => new(Operator switch
    {
        '!' => Of.Value(state).Bits == 0 ? 1 : 0,
        '-' => -Of.Value(state).Bits,
        _ => ~Of.Value(state).Bits,
    });

    public override string ToString() => $"({Operator}{Of})";
}

/// <summary>Arithmetic: 64 bits, signed as soon as one side is, or the operator is minus; division and right shift know no sign.</summary>
internal sealed record Arithmetic(string Operator, Expression Left, Expression Right) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) =>
        Operator == "-" || IsSigned(Left, Right, types) ? ReferenceType.Int64 : ReferenceType.UInt64;

    internal static bool IsSigned(Expression left, Expression right, Dictionary<string, ReferenceType> types)
    {
        ReferenceType a = left.Type(types), b = right.Type(types);
        return a.Sign == Sign.Open ? b.Signed : a.Signed || (b.Signed && b.Sign != Sign.Open);
    }

    internal override ReferenceValue Value(ReferenceState state)
    {
        long a = Left.Value(state).Bits;
        long b = Right.Value(state).Bits;
        return new ReferenceValue(Compute(Operator, a, b));
    }

    internal static long Compute(string op, long a, long b) => op switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 ? 1 : (long)((ulong)a / (ulong)b),
        "%" => b == 0 ? 1 : (long)((ulong)a % (ulong)b),
        "&" => a & b,
        "|" => a | b,
        "^" => a ^ b,
        "<<" => a << (int)(b & 63),
        _ => (long)((ulong)a >> (int)(b & 63)),
    };

    public override string ToString() => $"({Left} {Operator} {Right})";
}

internal sealed record Comparison(string Operator, Expression Left, Expression Right) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => ReferenceType.Bool;

    internal override ReferenceValue Value(ReferenceState state)
    {
        ReferenceValue a = Left.Value(state);
        ReferenceValue b = Right.Value(state);
        int order = a.Text is not null ? string.CompareOrdinal(a.Text, b.Text)
            : Arithmetic.IsSigned(Left, Right, state.Types) ? a.Bits.CompareTo(b.Bits) : ((ulong)a.Bits).CompareTo((ulong)b.Bits);
        bool holds = Operator switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
        return new ReferenceValue(holds ? 1 : 0);
    }

    public override string ToString() => $"({Left} {Operator} {Right})";
}

internal sealed record Logical(bool And, Expression Left, Expression Right) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => ReferenceType.Bool;

    internal override ReferenceValue Value(ReferenceState state)
    {
        bool left = Left.Value(state).Bits != 0;
        return new ReferenceValue((And ? left && Right.Value(state).Bits != 0 : left || Right.Value(state).Bits != 0) ? 1 : 0);
    }

    public override string ToString() => $"({Left} {(And ? "&&" : "||")} {Right})";
}

internal sealed record Conditional(Expression Condition, Expression WhenTrue, Expression WhenFalse) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types)
    {
        ReferenceType a = WhenTrue.Type(types);
        return a == ReferenceType.Text ? a : a.Join(WhenFalse.Type(types));
    }

    internal override ReferenceValue Value(ReferenceState state) => Condition.Value(state).Bits != 0 ? WhenTrue.Value(state) : WhenFalse.Value(state);

    public override string ToString() => $"({Condition} ? {WhenTrue} : {WhenFalse})";
}

/// <summary>A literal cut to its first characters, at compile time.</summary>
internal sealed record CutText(string Literal, int Length) : Expression
{
    internal override ReferenceType Type(Dictionary<string, ReferenceType> types) => ReferenceType.Text;

    internal override ReferenceValue Value(ReferenceState state) => new(0, Literal[..Math.Min(Length, Literal.Length)]);

    public override string ToString() => $"str(\"{Literal}\", {Length})";
}
