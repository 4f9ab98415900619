using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Borescope.KernelTests.Differential;

/// <summary>How a statement left its block.</summary>
internal enum Leaving
{
    No,
    Break,
    Continue,
}

/// <summary>A statement: how it is written and what it does.</summary>
internal abstract record Statement
{
    internal abstract Leaving Run(ReferenceState state);

    internal abstract void Write(StringBuilder text, string indent);

    /// <summary>Tells which types are assigned to which variables and maps; called until nothing changes.</summary>
    internal virtual void Infer(Action<string, Expression> assigned, Dictionary<string, ReferenceType> types)
    {
    }

    internal static Leaving RunAll(IEnumerable<Statement> statements, ReferenceState state)
    {
        foreach (Statement s in statements)
        {
            state.Step();
            if (s.Run(state) is var leaving and not Leaving.No)
                return leaving;
        }

        return Leaving.No;
    }

    internal static void WriteBlock(StringBuilder text, string indent, IEnumerable<Statement> body)
    {
        text.Append("{\n");
        foreach (Statement s in body)
            s.Write(text, indent + "  ");
        text.Append(indent).Append("}\n");
    }
}

internal sealed record Assignment(Expression Target, string Operator, Expression Value) : Statement
{
    internal override Leaving Run(ReferenceState state)
    {
        ReferenceValue value = Value.Value(state);
        if (Operator.Length > 0)
            value = new ReferenceValue(Arithmetic.Compute(Operator, Target.Value(state).Bits, value.Bits));
        Store(Target, value, state);
        return Leaving.No;
    }

    internal static void Store(Expression target, ReferenceValue value, ReferenceState state)
    {
        if (target is Variable v)
            state.Variables[v.Name] = value;
        else if (target is Element e)
            state.Maps[(e.Map, e.Key(state))] = value;
    }

    // A map is changed where it lies, and keeps what it is when the value has no sign of its own; a variable takes the result.
    internal override void Infer(Action<string, Expression> assigned, Dictionary<string, ReferenceType> types)
    {
        string name = Target is Variable v ? v.Name : ((Element)Target).Map;
        bool isStep = name[0] == '@' && Operator is not ("" or "-") && Value.Type(types).Sign == Sign.Open;
        assigned(name, Operator.Length == 0 ? Value : isStep ? new Step() : new Arithmetic(Operator, Target, Value));
    }

    internal override void Write(StringBuilder text, string indent) => text.Append(indent).Append(CultureInfo.InvariantCulture, $"{Target} {Operator}= {Value};\n");
}

internal sealed record Increment(Expression Target, int Step) : Statement
{
    internal override Leaving Run(ReferenceState state)
    {
        Assignment.Store(Target, new ReferenceValue(Target.Value(state).Bits + Step), state);
        return Leaving.No;
    }

    // A decrement is a subtraction, which is signed.
    internal override void Infer(Action<string, Expression> assigned, Dictionary<string, ReferenceType> types) =>
        assigned(Target is Variable v ? v.Name : ((Element)Target).Map, Step < 0 ? new Arithmetic("-", Target, new Number(1)) : new Step());

    internal override void Write(StringBuilder text, string indent) => text.Append(indent).Append(CultureInfo.InvariantCulture, $"{Target}{(Step > 0 ? "++" : "--")};\n");
}

internal sealed record Delete(Element Target) : Statement
{
    internal override Leaving Run(ReferenceState state)
    {
        state.Maps.Remove((Target.Map, Target.Key(state)));
        return Leaving.No;
    }

    internal override void Write(StringBuilder text, string indent) =>
        text.Append(indent).Append(CultureInfo.InvariantCulture, $"delete({Target.Map}, {(Target.Keys.Count == 1 ? Target.Keys[0] : $"({string.Join(", ", Target.Keys)})")});\n");
}

/// <summary>print(value), or print of a tuple of several.</summary>
internal sealed record Print(IReadOnlyList<Expression> Values) : Statement
{
    internal override Leaving Run(ReferenceState state)
    {
        string[] shown = [.. Values.Select(v => Show(v.Value(state), v.Type(state.Types)))];
        // A map without key shows its name.
        if (Values is [Variable { Name: ['@', ..] name }])
            state.Output.Append(name).Append(": ");
        state.Output.Append(shown.Length == 1 ? shown[0] : $"({string.Join(", ", shown)})").Append('\n');
        return Leaving.No;
    }

    private static string Show(ReferenceValue value, ReferenceType type) =>
        value.Text ?? (type == ReferenceType.Bool ? value.Bits != 0 ? "true" : "false"
            : type.Signed ? value.Bits.ToString(CultureInfo.InvariantCulture) : ((ulong)value.Bits).ToString(CultureInfo.InvariantCulture));

    internal override void Write(StringBuilder text, string indent) =>
        text.Append(indent).Append(CultureInfo.InvariantCulture, $"print({(Values.Count == 1 ? Values[0] : $"({string.Join(", ", Values)})")});\n");
}

/// <summary>printf with the bits in hexadecimal, and signed and unsigned decimal.</summary>
internal sealed record Format(string Conversion, Expression Value) : Statement
{
    internal override Leaving Run(ReferenceState state)
    {
        long bits = Value.Value(state).Bits;
        state.Output.Append(CultureInfo.InvariantCulture, $"= {(Conversion switch
        {
            "%llx" => bits.ToString("x", CultureInfo.InvariantCulture),
            "%lld" => bits.ToString(CultureInfo.InvariantCulture),
            "%llu" => ((ulong)bits).ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException(Conversion),
        })}\n");
        return Leaving.No;
    }

    internal override void Write(StringBuilder text, string indent) => text.Append(indent).Append(CultureInfo.InvariantCulture, $"printf(\"= {Conversion}\\n\", {Value});\n");
}

internal sealed record IfElse(Expression Condition, IReadOnlyList<Statement> Then, IReadOnlyList<Statement> Else) : Statement
{
    internal override Leaving Run(ReferenceState state) => RunAll(Condition.Value(state).Bits != 0 ? Then : Else, state);

    internal override void Infer(Action<string, Expression> assigned, Dictionary<string, ReferenceType> types)
    {
        foreach (Statement s in Then.Concat(Else))
            s.Infer(assigned, types);
    }

    internal override void Write(StringBuilder text, string indent)
    {
        text.Append(indent).Append(CultureInfo.InvariantCulture, $"if ({Condition}) ");
        WriteBlock(text, indent, Then);
        if (Else.Count == 0)
            return;
        text.Append(indent).Append("else ");
        WriteBlock(text, indent, Else);
    }
}

/// <summary>A loop over a range, or the same body written out several times.</summary>
internal sealed record Loop(string? Counter, int From, int To, IReadOnlyList<Statement> Body) : Statement
{
    internal override Leaving Run(ReferenceState state)
    {
        for (int i = From; i < To; i++)
        {
            if (Counter is not null)
                state.Variables[Counter] = new ReferenceValue(i);
            if (RunAll(Body, state) == Leaving.Break)
                break;
        }

        return Leaving.No;
    }

    internal override void Infer(Action<string, Expression> assigned, Dictionary<string, ReferenceType> types)
    {
        foreach (Statement s in Body)
            s.Infer(assigned, types);
    }

    internal override void Write(StringBuilder text, string indent)
    {
        text.Append(indent).Append(Counter is null ? FormattableString.Invariant($"unroll({To - From}) ") : FormattableString.Invariant($"for ({Counter} : {From}..{To}) "));
        WriteBlock(text, indent, Body);
    }
}

/// <summary>while with a counter of its own.</summary>
internal sealed record While(string Counter, int Turns, IReadOnlyList<Statement> Body) : Statement
{
    internal override Leaving Run(ReferenceState state)
    {
        state.Variables[Counter] = new ReferenceValue(0);
        while (state.Variables[Counter].Bits < Turns)
        {
            state.Variables[Counter] = new ReferenceValue(state.Variables[Counter].Bits + 1);
            if (RunAll(Body, state) == Leaving.Break)
                break;
        }

        return Leaving.No;
    }

    internal override void Infer(Action<string, Expression> assigned, Dictionary<string, ReferenceType> types)
    {
        foreach (Statement s in Body)
            s.Infer(assigned, types);
    }

    internal override void Write(StringBuilder text, string indent)
    {
        text.Append(indent).Append(CultureInfo.InvariantCulture, $"{Counter} = (int64)0;\n{indent}while ({Counter} < {Turns}) {{\n{indent}  {Counter}++;\n");
        foreach (Statement s in Body)
            s.Write(text, indent + "  ");
        text.Append(indent).Append("}\n");
    }
}

internal sealed record Leave(Leaving How) : Statement
{
    internal override Leaving Run(ReferenceState state) => How;

    internal override void Write(StringBuilder text, string indent) => text.Append(indent).Append(How == Leaving.Break ? "break;\n" : "continue;\n");
}
