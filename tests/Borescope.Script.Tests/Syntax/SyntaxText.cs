using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Borescope.Script.Syntax;

namespace Borescope.Script.Tests.Syntax;

/// <summary>Writes a syntax tree as nested lists, one declaration per line.</summary>
internal static class SyntaxText
{
    public static string Of(SyntaxTree tree) => string.Concat(tree.Declarations.Select(d => Of(d) + "\n"));

    private static string List(string head, params IEnumerable<string> parts) => "(" + string.Join(' ', new[] { head }.Concat(parts.Where(p => p.Length > 0))) + ")";

    private static string Quote(string text) => "\"" + text.Replace("\n", "\\n", System.StringComparison.Ordinal) + "\"";

    private static string Of(DeclarationSyntax declaration) => declaration switch
    {
        IncludeSyntax i => List("include", i.Path),
        UndefSyntax u => List("undef", u.Name),
        DefineSyntax { Parameters: { } parameters } d => List("define", [d.Name, "(" + string.Join(' ', parameters) + ")"]),
        DefineSyntax d => List("define", d.Name, d.Value is null ? "" : Of(d.Value)),
        TagDefinitionSyntax t => Of(t.Definition),
        TypedefSyntax t => List("typedef", t.Name, Of(t.Type), t.Definition is null ? "" : Of(t.Definition)),
        ConfigSyntax c => List("config", c.Assignments.Select(a => $"{a.Name}={Of(a.Value)}")),
        ImportSyntax i => List("import", Quote(i.Path)),
        MapDeclarationSyntax m => List("map", m.Name, m.Kind, m.MaxEntries is null ? "" : Of(m.MaxEntries)),
        MacroSyntax m => List("macro", new[] { m.Name }.Concat(m.Parameters.Select(p => p.Name)).Append(Of(m.Body))),
        SubprogramSyntax f => List("fn", new[] { f.Name }.Concat(f.Parameters.Select(p => $"{p.Variable.Name}:{Of(p.Type)}")).Append(f.ReturnType is null ? "" : Of(f.ReturnType)).Append(Of(f.Body))),
        ProbeSyntax p => List("probe", p.AttachPoints.Select(Of).Append(p.Predicate is null ? "" : List("if", Of(p.Predicate))).Append(Of(p.Body))),
        _ => "?",
    };

    private static string Of(AttachPointSyntax point) =>
        (point.Name.Length > 0 ? point.Name + "=" : "") + "<" + string.Join('|', point.Parts.Select(p => p.IsQuoted ? Quote(p.Text) : p.Text)) + ">";

    private static string Of(TagBodySyntax body) => body switch
    {
        StructBodySyntax s => List(s.Kind.ToString().ToLowerInvariant() + (s.IsPacked ? "-packed" : ""), new[] { s.Name }.Concat(s.Members.Select(Of))),
        EnumBodySyntax e => List("enum", new[] { e.Name }.Concat(e.Members.Select(m => m.Name + (m.Value is null ? "" : "=" + Of(m.Value))))),
        _ => "?",
    };

    private static string Of(MemberSyntax member) =>
        $"{member.Name}:{(member.Definition is null ? Of(member.Type) : Of(member.Definition) + (member.Type is NamedTypeSyntax ? "" : Of(member.Type)))}{(member.Bits is null ? "" : "/" + Of(member.Bits))}";

    private static string Of(TypeSyntax type) => type switch
    {
        NamedTypeSyntax n => (n.Tag == TagKind.None ? "" : n.Tag.ToString().ToLowerInvariant() + " ") + n.Name,
        PointerTypeSyntax p => Of(p.Target) + "*",
        ArrayTypeSyntax a => $"{Of(a.Element)}[{(a.Length is null ? "" : Of(a.Length))}]",
        TypeOfSyntax t => List("typeof", t.Type is null ? Of(t.Expression!) : Of(t.Type)),
        _ => "?",
    };

    private static string Of(StatementSyntax statement) => statement switch
    {
        BlockSyntax b => "{" + string.Join("; ", b.Statements.Select(Of)) + "}",
        ExpressionStatementSyntax e => Of(e.Expression),
        AssignmentSyntax a => List(a.Operator + "=", Of(a.Target), Of(a.Value)),
        LetSyntax l => List("let", l.Variable.Name, l.Type is null ? "" : ":" + Of(l.Type), l.Initializer is null ? "" : Of(l.Initializer)),
        DiscardSyntax d => List("discard", Of(d.Value)),
        IfSyntax i => List("if", Of(i.Condition), Of(i.Then), i.Else is null ? "" : Of(i.Else)),
        WhileSyntax w => List("while", Of(w.Condition), Of(w.Body)),
        UnrollSyntax u => List("unroll", Of(u.Count), Of(u.Body)),
        ForMapSyntax f => List("for", f.Variable.Name, Of(f.Map), Of(f.Body)),
        ForRangeSyntax f => List("for", f.Variable.Name, Of(f.Start), Of(f.End), Of(f.Body)),
        ReturnSyntax r => List("return", r.Value is null ? "" : Of(r.Value)),
        BreakSyntax => "break",
        ContinueSyntax => "continue",
        _ => "?",
    };

    private static string Of(ExpressionSyntax expression) => expression switch
    {
        IntegerSyntax i => i.Value.ToString(CultureInfo.InvariantCulture),
        BoolSyntax b => b.Value ? "true" : "false",
        StringSyntax s => Quote(s.Text),
        VariableSyntax v => v.Name,
        MapSyntax m => m.Key is null ? m.Name : $"{m.Name}[{Of(m.Key)}]",
        ParameterSyntax p => "$" + p.Number,
        ParameterCountSyntax => "$#",
        IdentifierSyntax i => i.Name,
        CallSyntax c => List("call", new[] { c.Name }.Concat(c.Arguments.Select(Of))),
        UnarySyntax u => List(u.IsPostfix ? "post" + u.Operator : u.Operator, Of(u.Operand)),
        BinarySyntax b => List(b.Operator, Of(b.Left), Of(b.Right)),
        ConditionalSyntax c => List("?", Of(c.Condition), c.WhenTrue is null ? "" : Of(c.WhenTrue), Of(c.WhenFalse)),
        CastSyntax c => List("cast", Of(c.Type), Of(c.Operand)),
        FieldSyntax f => List(".", Of(f.Base), f.Name),
        IndexSyntax i => List("index", Of(i.Base), Of(i.Index)),
        TupleSyntax t => List(t.Names is null ? "tuple" : "record", t.Elements.Select((e, i) => t.Names is null ? Of(e) : $"{t.Names[i]}={Of(e)}")),
        SizeOfSyntax s => List("sizeof", s.Type is null ? Of(s.Operand!) : "type " + Of(s.Type)),
        OffsetOfSyntax o => List("offsetof", o.Type is null ? Of(o.Operand!) : "type " + Of(o.Type), string.Join('.', o.Path)),
        TypeExpressionSyntax t => Of(t.Type),
        BlockExpressionSyntax b => "{" + string.Join("; ", b.Statements.Select(Of).Append(b.Value is null ? "" : "=> " + Of(b.Value)).Where(t => t.Length > 0)) + "}",
        IfExpressionSyntax i => List("if-value", Of(i.Condition), Of(i.Then), Of(i.Else)),
        ComptimeSyntax c => List("comptime", Of(c.Operand)),
        _ => "?",
    };
}
