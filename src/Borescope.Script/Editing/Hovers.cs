using System;
using System.Collections.Generic;
using System.Linq;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Builtins;
using Borescope.Script.Semantics.Configuration;
using Borescope.Script.Semantics.Functions;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Editing;

/// <summary>Says what a word of a script is.</summary>
public static class Hovers
{
    private const int MostLines = 60;

    /// <summary>What there is to say about the word at a position; null when nothing is known.</summary>
    /// <param name="text">The script as it is.</param>
    /// <param name="path">Its file; null when it has none.</param>
    /// <param name="position">In characters.</param>
    /// <param name="model">The machine it is for.</param>
    public static Hover? At(string text, string? path, int position, IKernelModel model)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(model);
        position = Math.Clamp(position, 0, text.Length);
        CursorContext context = CursorContext.At(text, position);
        (int start, string word) = Words.Around(text, position);
        if (word.Length == 0 || context.Place == CursorPlace.Nothing)
            return null;
        var span = new TextSpan(start, word.Length);
        (string Code, string Text)? found = context.Place switch
        {
            CursorPlace.TopLevel => AttachPoint(text, position, model) ?? Provider(word),
            CursorPlace.Config => Setting(word),
            CursorPlace.Code => Name(text, path, span, word, context, model),
            _ => null,
        };
        return found is { } known ? new Hover(known.Code, known.Text, span) : null;
    }

    private static (string, string)? Name(string text, string? path, TextSpan span, string word, in CursorContext context, IKernelModel model)
    {
        int receiver = Receiver.EndBefore(text, span.Start);
        if (receiver >= 0)
            return Member(Receiver.TypeOf(text, path, receiver, context, model), word);
        string before = Words.WordBefore(text, span.Start);
        if (before is "struct" or "union" or "enum")
            return Definition(before + " " + word, model);
        ScriptInspection inspection = ScriptInspection.Of(text, path, model);
        if (word[0] == '@')
            return Map(inspection, word);
        if (word[0] == '$')
            return inspection.Smallest(e => e is BoundVariable v && v.Variable.Name == word && Covers(e.Span, span)) is { } variable ? ($"{word}: {variable.Type.Name}", "") : Assigned(inspection, word, context);
        if (Declarations.Find(inspection, word) is { } declaration)
            return (Describe.Head(inspection.Source, declaration), Describe.CommentAbove(inspection.Source, declaration.Span.Start));
        if (FunctionTable.Find(word) is { } function)
            return (function.Signature, function.Documentation + (function.IsUnsafe ? " (needs --unsafe)" : ""));
        if (BuiltinTable.Find(word) is { } builtin)
        {
            // The type of some depends on the probe.
            ScriptType? type = inspection.Smallest(e => e is BoundBuiltin or BoundArguments && e.Span == span)?.Type;
            string code = type is null or StructType ? builtin.Signature : $"{word}: {type.Name}";
            return (type is StructType arguments ? Members(word, arguments) : code, builtin.Documentation);
        }

        return model.FindEnumConstant(word) is { } constant ? ($"{word} = {constant.Value}", constant.Type.Name) : null;
    }

    private static bool Covers(TextSpan outer, TextSpan inner) => outer.Start <= inner.Start && inner.End <= outer.End;

    // Where a variable is only assigned to, its type is that of another use in the same probe.
    private static (string, string)? Assigned(ScriptInspection inspection, string word, in CursorContext context)
    {
        int start = context.DeclarationStart, end = context.DeclarationEnd(inspection.Source.Text, context.StatementStart);
        return inspection.Smallest(e => e is BoundVariable v && v.Variable.Name == word && e.Span.Start >= start && e.Span.End <= end) is { } use
            ? ($"{word}: {use.Type.Name}", "") : null;
    }

    private static (string, string)? Map(ScriptInspection inspection, string word)
    {
        foreach (Semantics.MapState state in inspection.Analysis.Maps)
        {
            if (state.Symbol.Name == word && state.Symbol.ValueType is { } value)
                return ($"{word}{(state.Symbol.KeyType is { } key ? $"[{key.Name}]" : "")}: {value.Name}", $"{state.Symbol.MaxEntries} entries at most");
        }

        return null;
    }

    private static (string, string)? Member(ScriptType? type, string word)
    {
        if (type is StructType structure && structure.Find(word) is { } field)
        {
            string place = field.IsBitField ? $"{field.BitWidth} bits" : $"{field.Type.Size} bytes";
            return ($"{field.Type.Name} {field.Name}", $"{structure.Name}, offset {field.Offset}, {place}");
        }

        return type is TupleType { Names: { } names } record && names.ToList().IndexOf(word) is >= 0 and var index ? ($"{record.Elements[index].Name} {word}", "") : null;
    }

    private static (string, string)? Definition(string name, IKernelModel model) =>
        model.DescribeType(name) is { } lines ? (Cut(lines), "from the kernel's BTF") : null;

    private static (string, string)? AttachPoint(string text, int position, IKernelModel model)
    {
        int start = position, end = position;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]) && text[start - 1] is not (',' or '}'))
            start--;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or '{'))
            end++;
        string written = text[start..end];
        int colon = written.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || position <= start + colon || written.Contains('*', StringComparison.Ordinal))
            return null;
        var lines = new List<string>();
        new Semantics.Listing.ProbeLister(model, new Semantics.BinderOptions()).List(written, verbose: true, lines.Add, new Diagnostics.DiagnosticBag());
        return lines.Count == 0 ? null : (Cut(lines), ProviderTable.Find(written[..colon])?.Documentation ?? "");
    }

    private static (string, string)? Provider(string word) => ProviderTable.Find(word) is { } row ? (row.Form, row.Documentation) : null;

    private static (string, string)? Setting(string word)
    {
        foreach (ConfigRow row in ConfigTable.Rows)
        {
            if (row.Name == word)
                return ($"{row.Name}, or {row.Variable} in the environment", row.Documentation);
        }

        return null;
    }

    private static string Members(string name, StructType structure)
    {
        var lines = new List<string> { name + " {" };
        foreach (StructField field in structure.Fields)
            lines.Add($"    {field.Type.Name} {field.Name};");
        lines.Add("}");
        return Cut(lines);
    }

    private static string Cut(IReadOnlyList<string> lines) =>
        string.Join('\n', lines.Take(MostLines)) + (lines.Count > MostLines ? $"\n... {lines.Count - MostLines} lines more" : "");
}
