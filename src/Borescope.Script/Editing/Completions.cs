using System;
using System.Collections.Generic;
using Borescope.Script.Semantics.Builtins;
using Borescope.Script.Semantics.Configuration;
using Borescope.Script.Semantics.Functions;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Editing;

/// <summary>What can be written at a place of a script.</summary>
public static class Completions
{
    /// <summary>Most completions handed out at once.</summary>
    public const int Limit = 200;

    private static readonly string[] Keywords = ["if", "else", "while", "for", "unroll", "return", "break", "continue", "let", "comptime", "struct", "union", "enum"];
    private static readonly string[] TopLevelKeywords = ["config", "macro", "import", "let", "fn", "struct", "union", "enum", "typedef"];

    /// <summary>Completions at a position.</summary>
    /// <param name="text">The script as it is.</param>
    /// <param name="path">Its file; null when it has none.</param>
    /// <param name="position">Where the cursor is, in characters.</param>
    /// <param name="model">The machine it is for.</param>
    /// <param name="isComplete">False when there are more than <see cref="Limit"/>, or more letters would find others.</param>
    public static IReadOnlyList<Completion> At(string text, string? path, int position, IKernelModel model, out bool isComplete)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(model);
        position = Math.Clamp(position, 0, text.Length);
        CursorContext context = CursorContext.At(text, position);
        var found = new CompletionList(text, position, Words.StartBefore(text, position));
        switch (context.Place)
        {
            case CursorPlace.TopLevel:
                AttachPointCompletions.Add(text, position, context, model, found);
                if (found.WordStart == context.DeclarationStart || string.IsNullOrWhiteSpace(text[context.DeclarationStart..found.WordStart]))
                    AddKeywords(TopLevelKeywords, found);
                break;
            case CursorPlace.Config:
                foreach (ConfigRow row in ConfigTable.Rows)
                    found.Add(row.Name, CompletionKind.Property, row.Variable, row.Documentation);
                break;
            case CursorPlace.Code:
                AddCode(text, path, context, model, found);
                break;
        }

        isComplete = found.IsComplete;
        return found.Items;
    }

    private static void AddCode(string text, string? path, in CursorContext context, IKernelModel model, CompletionList found)
    {
        int receiver = Receiver.EndBefore(text, found.WordStart);
        if (receiver >= 0)
        {
            AddMembers(Receiver.TypeOf(text, path, receiver, context, model), found);
            return;
        }

        string before = Words.WordBefore(text, found.WordStart);
        if (before is "struct" or "union" or "enum")
        {
            foreach (string tag in before == "enum" ? model.EnumTags() : model.StructTags())
                found.Add(tag, CompletionKind.Struct, before + " " + tag, "");
            return;
        }

        AddNames(text, context, found);
        if (found.Prefix is ['$' or '@', ..])
            return;
        foreach (FunctionRow row in FunctionTable.Rows)
        {
            if (row.Bind is not null)
                found.Add(row.Name, CompletionKind.Function, row.Signature, row.Documentation + (row.IsUnsafe ? " (needs --unsafe)" : ""));
        }

        foreach (BuiltinRow row in BuiltinTable.Rows)
            found.Add(row == ContextBuiltins.Arg || row == ContextBuiltins.StackArg ? row.Name + "0" : row.Name, CompletionKind.Constant, row.Signature, row.Documentation);
        AddMacros(text, path, model, found);
        AddKeywords(Keywords, found);
    }

    private static void AddMembers(ScriptType? type, CompletionList found)
    {
        switch (type)
        {
            case StructType structure:
                foreach (StructField field in structure.Fields)
                    found.Add(field.Name, CompletionKind.Field, field.Type.Name, $"{structure.Name}, offset {field.Offset}");
                break;
            case TupleType { Names: { } names } record:
                for (int index = 0; index < names.Count; index++)
                    found.Add(names[index], CompletionKind.Field, record.Elements[index].Name, "");
                break;
            case TupleType tuple:
                for (int index = 0; index < tuple.Elements.Count; index++)
                    found.Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture), CompletionKind.Field, tuple.Elements[index].Name, "");
                break;
        }
    }

    // Variables of this probe, maps of the whole script.
    private static void AddNames(string text, in CursorContext context, CompletionList found)
    {
        int end = context.DeclarationEnd(text, found.Position);
        foreach (string variable in Words.Named(text, '$', context.DeclarationStart, end, found.WordStart))
            found.Add(variable, CompletionKind.Variable, "", "");
        foreach (string map in Words.Named(text, '@', 0, text.Length, found.WordStart))
            found.Add(map, CompletionKind.Variable, "", "");
    }

    private static void AddMacros(string text, string? path, IKernelModel model, CompletionList found)
    {
        ScriptInspection inspection = ScriptInspection.Of(text, path, model);
        foreach (string name in inspection.Analysis.Macros.Names)
            found.Add(name, CompletionKind.Function, string.Join(" or ", inspection.Analysis.Macros.Signatures(name)), "macro of this script");
        foreach (SubprogramSyntax function in inspection.Analysis.Functions.Values)
            found.Add(function.Name, CompletionKind.Function, Describe.Head(inspection.Source, function), "function of this script");
    }

    private static void AddKeywords(string[] keywords, CompletionList found)
    {
        foreach (string keyword in keywords)
            found.Add(keyword, CompletionKind.Keyword, "", "");
    }
}
