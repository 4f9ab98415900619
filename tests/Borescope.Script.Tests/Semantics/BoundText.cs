using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Semantics;

/// <summary>Writes a bound program as text, one statement per line, types where they matter.</summary>
internal static class BoundText
{
    public static string Of(BoundProgram program)
    {
        var text = new StringBuilder();
        foreach (MapSymbol map in program.Maps)
            text.Append(CultureInfo.InvariantCulture, $"{map.Name}{(map.KeyType is null ? "" : $"[{map.KeyType.Name}]")}: {map.ValueType!.Name}\n");
        foreach (BoundProbe probe in program.Probes)
        {
            var points = new List<string>();
            foreach (AttachPoint point in probe.AttachPoints)
                points.Add(point.Text);
            text.Append(string.Join(",", points)).Append('\n');
            Statement(text, probe.Body, 1);
        }

        return text.ToString();
    }

    private static void Statement(StringBuilder text, BoundStatement statement, int depth)
    {
        string line = statement switch
        {
            BoundBlock => "block",
            BoundExpressionStatement e => Of(e.Expression),
            BoundVariableDeclaration d => $"let {d.Variable.Name}: {d.Variable.Type!.Name}{(d.Initializer is null ? "" : " = " + Of(d.Initializer))}",
            BoundVariableAssignment a => $"{a.Variable.Name} = {Of(a.Value)}",
            BoundMapAssignment a => $"{Element(a.Map, a.Key)} = {Of(a.Value)}",
            BoundMapCompoundAssignment a => $"{Element(a.Map, a.Key)} {a.Operator}= {Of(a.Value)}",
            BoundIf i => $"if {Of(i.Condition)}",
            BoundWhile w => $"while {Of(w.Condition)}",
            BoundUnroll u => $"unroll {u.Count}",
            BoundForRange f => $"for {f.Variable.Name} : {Of(f.Start)}..{Of(f.End)}",
            BoundForMap f => $"for {f.Variable.Name}: {f.Variable.Type!.Name} : {f.Map.Name}",
            BoundReturn r => r.Value is null ? "return" : $"return {Of(r.Value)}",
            _ => statement.GetType().Name,
        };
        text.Append(' ', depth * 2).Append(line).Append('\n');
        switch (statement)
        {
            case BoundBlock block:
                foreach (BoundStatement inner in block.Statements)
                    Statement(text, inner, depth + 1);
                break;
            case BoundIf i:
                Statement(text, i.Then, depth + 1);
                if (i.Else is not null)
                {
                    text.Append(' ', depth * 2).Append("else\n");
                    Statement(text, i.Else, depth + 1);
                }

                break;
            case BoundWhile w:
                Statement(text, w.Body, depth + 1);
                break;
            case BoundUnroll u:
                Statement(text, u.Body, depth + 1);
                break;
            case BoundForRange f:
                Statement(text, f.Body, depth + 1);
                break;
            case BoundForMap f:
                Statement(text, f.Body, depth + 1);
                break;
        }
    }

    public static string Of(BoundExpression expression) => expression switch
    {
        BoundConstant c => c.Type is IntegerType { Bytes: 8, Signed: false } ? ((ulong)c.Value).ToString(CultureInfo.InvariantCulture) + "u" : $"{c.Value}{(c.Type is IntegerType { Bytes: 8 } ? "" : ":" + c.Type.Name)}",
        BoundString s => $"\"{s.Value.Replace("\n", "\\n", System.StringComparison.Ordinal)}\"",
        BoundVariable v => v.Variable.Name,
        BoundMapRead m => Element(m.Map, m.Key) + ":" + m.Type.Name,
        BoundMapReference m => "&" + m.Map.Name,
        BoundAggregation a => $"{a.Aggregation.Name}({(a.Argument is null ? "" : Of(a.Argument))})",
        BoundUnary u => $"{u.Operator}({Of(u.Operand)})",
        BoundBinary b => $"({Of(b.Left)} {b.Operator}{(b.Type is BoolType && b.Operator is BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual ? b.SignedComparison ? ".s" : ".u" : "")} {Of(b.Right)}):{b.Type.Name}",
        BoundConditional c => $"({Of(c.Condition)} ? {Of(c.WhenTrue)} : {Of(c.WhenFalse)})",
        BoundVariableIncrement i => $"{(i.IsPrefix ? "pre" : "post")}({i.Variable.Name} += {i.Step})",
        BoundMapIncrement i => $"{(i.IsPrefix ? "pre" : "post")}({Element(i.Map, i.Key)} += {i.Step})",
        BoundConversion c => $"<{c.Type.Name}{Space(c.Type)}>{Of(c.Operand)}",
        BoundDereference d => $"*{Of(d.Pointer)}{Space(d.Pointer.Type)}",
        BoundField f => $"{Of(f.Base)}.{f.Field.Name}@{f.Field.Offset}{(f.Field.IsBitField ? $"[{f.Field.BitOffset}+{f.Field.BitWidth}/{f.Field.UnitSize}]" : "")}{(f.Field.IsDataLoc ? "@loc" : "")}:{f.Type.Name}{Space(f.Type)}",
        BoundIndex i => $"{Of(i.Base)}[{Of(i.Index)}]{(i.IsBoundsChecked ? "!" : "")}:{i.Type.Name}",
        BoundAddressOf a => $"&({Of(a.Place)}){Space(a.Type)}",
        BoundTuple t => $"({string.Join(", ", All(t.Elements))}):{t.Type.Name}",
        BoundTupleElement e => $"{Of(e.Tuple)}.{e.Index}",
        BoundBlockExpression b => Block(b),
        BoundArguments => "args",
        BoundBuiltin b => $"{b.Name}{(b.Name == "arg" ? b.Index.ToString(CultureInfo.InvariantCulture) : "")}{(b.Mode.Length > 0 ? "." + b.Mode : "")}{(b.Type is StackType s ? $"({s.Mode},{s.Limit})" : "")}",
        BoundCall c => $"{c.Function}({string.Join(", ", All(c.Arguments))}){(c.Type is VoidType ? "" : ":" + c.Type.Name)}",
        _ => expression.GetType().Name,
    };

    private static string Space(ScriptType type) => type is PointerType { Space: not AddressSpace.Unknown } p ? $"@{p.Space}" : "";

    private static string Element(MapSymbol map, BoundExpression? key) => key is null ? map.Name : $"{map.Name}[{Of(key)}]";

    private static IEnumerable<string> All(IReadOnlyList<BoundExpression> expressions)
    {
        foreach (BoundExpression expression in expressions)
            yield return Of(expression);
    }

    private static string Block(BoundBlockExpression block)
    {
        var text = new StringBuilder();
        foreach (BoundStatement statement in block.Statements)
            Statement(text, statement, 0);
        return "{ " + text.ToString().Replace("\n", "; ", System.StringComparison.Ordinal) + Of(block.Value) + " }";
    }
}
