using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Borescope.Script.Binding;
using Borescope.Script.Semantics;
using Borescope.Script.Types;

namespace Borescope.Script.Runtime;

/// <summary>Statements and expressions as an indented tree, a line per node: what it is, and behind <c>::</c> its type.</summary>
internal static class BoundTree
{
    private const int IndentWidth = 2;

    /// <summary>Writes a statement of a probe.</summary>
    public static void Write(BoundStatement statement, TextWriter writer) => Write(Of(statement)!, IndentWidth, writer);

    private static void Write(Node node, int indent, TextWriter writer)
    {
        writer.WriteLine(new string(' ', indent) + node.Text);
        foreach (Node? child in node.Children)
        {
            if (child is not null)
                Write(child, indent + IndentWidth, writer);
        }
    }

    private static Node? Of(BoundStatement? statement) => statement switch
    {
        null => null,
        BoundExpressionStatement s => Of(s.Expression),
        BoundVariableDeclaration s => new Node("let", Variable(s.Variable), Of(s.Initializer)),
        BoundVariableAssignment s => new Node("=", Variable(s.Variable), Of(s.Value)),
        BoundMapAssignment s => new Node("=", Map(s.Map, s.Key, s.Map.ValueType), Of(s.Value)),
        BoundMapCompoundAssignment s => new Node(BinaryOperators.TextOf(s.Operator) + "=", Map(s.Map, s.Key, s.Map.ValueType), Of(s.Value)),
        BoundIf s => new Node("if", Of(s.Condition), Part("then", s.Then), s.Else is null ? null : Part("else", s.Else)),
        BoundWhile s => new Node("while", Of(s.Condition), Part("body", s.Body)),
        BoundUnroll s => new Node($"unroll {s.Count}", Part("body", s.Body)),
        BoundForRange s => new Node("for", Variable(s.Variable), Of(s.Start), Of(s.End), Part("body", s.Body)),
        BoundForMap s => new Node("for", Variable(s.Variable), Map(s.Map, null, null), Part("body", s.Body)),
        BoundReturn s => new Node("return", Of(s.Value)),
        BoundSubprogramReturn s => new Node("return", Of(s.Value)),
        BoundBlock s => Part("block", s),
        BoundBreak => new Node("break"),
        BoundContinue => new Node("continue"),
        _ => new Node(statement.GetType().Name),
    };

    private static Node? Of(BoundExpression? expression) => expression switch
    {
        null => null,
        BoundConstant e => Leaf(e, $"{(e.Type is BoolType ? "bool" : "int")}: {Constant(e)}"),
        BoundString e => Leaf(e, $"string: \"{e.Value.Replace("\n", "\\n")}\""),
        BoundBytes e => Leaf(e, $"bytes: {string.Concat(e.Value.Select(static b => b.ToString("x2", CultureInfo.InvariantCulture)))}"),
        BoundVariable e => Variable(e.Variable),
        BoundMapRead e => Map(e.Map, e.Key, e.Type),
        BoundMapReference e => Map(e.Map, null, null),
        BoundAggregation e => Leaf(e, "call: " + e.Aggregation.Name.Replace("_t", "", StringComparison.Ordinal), Of(e.Argument)),
        BoundUnary e => Leaf(e, e.Operator switch { UnaryOperator.Negate => "-", UnaryOperator.Complement => "~", _ => "!" }, Of(e.Operand)),
        BoundBinary e => Leaf(e, BinaryOperators.TextOf(e.Operator), Of(e.Left), Of(e.Right)),
        BoundConditional e => Leaf(e, "?:", Of(e.Condition), Of(e.WhenTrue), Of(e.WhenFalse)),
        BoundVariableIncrement e => Leaf(e, Step(e.Step, e.IsPrefix), Variable(e.Variable)),
        BoundMapIncrement e => Leaf(e, Step(e.Step, e.IsPrefix), Map(e.Map, e.Key, e.Map.ValueType)),
        BoundConversion e => Leaf(e, "convert", Of(e.Operand)),
        BoundDereference e => Leaf(e, "dereference", Of(e.Pointer)),
        BoundField e => Leaf(e, "." + e.Field.Name, Of(e.Base)),
        BoundIndex e => Leaf(e, "[]", Of(e.Base), Of(e.Index)),
        BoundAddressOf e => Leaf(e, "&", Of(e.Place)),
        BoundTuple e => Leaf(e, "tuple", [.. e.Elements.Select(Of)]),
        BoundTupleElement e => Leaf(e, "." + e.Index.ToString(CultureInfo.InvariantCulture), Of(e.Tuple)),
        BoundBlockExpression e => Leaf(e, "block", [.. e.Statements.Select(Of), Of(e.Value)]),
        BoundSubprogramCall e => Leaf(e, "function", [.. e.Statements.Select(Of)]),
        BoundImportedCall e => Leaf(e, "call: " + e.Function, [.. e.Arguments.Select(Of)]),
        BoundCall e => Leaf(e, "call: " + e.Function, [.. e.Arguments.Select(Of)]),
        BoundArguments e => Leaf(e, "builtin: args"),
        BoundBuiltin e => Leaf(e, $"builtin: {e.Name}{(e.Name is "arg" or "sarg" ? e.Index.ToString(CultureInfo.InvariantCulture) : "")}{(e.Mode.Length > 0 ? $"({e.Mode})" : "")}"),
        _ => Leaf(expression, expression.GetType().Name),
    };

    private static Node Leaf(BoundExpression expression, string text, params IReadOnlyList<Node?> children) => new(Typed(text, expression.Type is VoidType ? null : expression.Type), children);

    private static Node Variable(VariableSymbol variable) => new(Typed("variable: " + variable.Name, variable.Type));

    private static Node Map(MapSymbol map, BoundExpression? key, ScriptType? type) => new(Typed("map: " + map.Name, type), Of(key));

    private static Node Part(string name, BoundStatement body) => new(name, [.. (body is BoundBlock block ? block.Statements : [body]).Select(Of)]);

    private static string Typed(string text, ScriptType? type) => type is null ? text : $"{text} :: [{type.Name}]";

    private static string Constant(BoundConstant constant) => constant.Type switch
    {
        BoolType => constant.Value != 0 ? "true" : "false",
        IntegerType { Signed: false } => ((ulong)constant.Value).ToString(CultureInfo.InvariantCulture),
        _ => constant.Value.ToString(CultureInfo.InvariantCulture),
    };

    private static string Step(long step, bool isPrefix) => (isPrefix ? "prefix " : "postfix ") + (step < 0 ? "--" : "++");

    private sealed record Node(string Text, params IReadOnlyList<Node?> Children);
}
