using System;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;

namespace Borescope.Script.Editing;

/// <summary>Finds where names of a script are declared.</summary>
public static class Declarations
{
    /// <summary>Where the macro, function, constant, struct, map or variable at a position is declared: a file and a place in it.</summary>
    /// <param name="text">The script as it is.</param>
    /// <param name="path">Its file; null when it has none.</param>
    /// <param name="position">In characters.</param>
    /// <param name="model">The machine it is for.</param>
    /// <returns>The source, whose name is the file's path for imported ones, and the span in it; null when there is none.</returns>
    public static (ScriptSource Source, TextSpan Span)? At(string text, string? path, int position, IKernelModel model)
    {
        ArgumentNullException.ThrowIfNull(text);
        CursorContext context = CursorContext.At(text, position);
        (int start, string word) = Words.Around(text, position);
        if (word.Length == 0 || context.Place == CursorPlace.Nothing || Receiver.EndBefore(text, start) >= 0)
            return null;
        ScriptInspection inspection = ScriptInspection.Of(text, path, model);
        if (word[0] is '$' or '@')
        {
            // A map belongs to the script, a variable to its probe; the first mention declares it.
            int from = word[0] == '@' ? 0 : context.DeclarationStart;
            int first = FirstMention(text, word, from);
            return (inspection.Source, new TextSpan(first, word.Length));
        }

        if (Find(inspection, word) is not { } declaration)
            return null;
        (ScriptSource part, int offset) = inspection.Source.PartAt(declaration.Span.Start);
        TextSpan name = declaration is MacroSyntax macro ? macro.NameSpan : declaration.Span;
        return (part, new TextSpan(name.Start - offset, name.Length));
    }

    /// <summary>The macro, function, constant or definition of a name; null when the script has none.</summary>
    internal static DeclarationSyntax? Find(ScriptInspection inspection, string name)
    {
        foreach (DeclarationSyntax declaration in inspection.Tree.Declarations)
        {
            bool isIt = declaration switch
            {
                MacroSyntax macro => macro.Name == name,
                SubprogramSyntax function => function.Name == name,
                DefineSyntax define => define.Name == name,
                TypedefSyntax typedef => typedef.Name == name,
                TagDefinitionSyntax tag => tag.Definition.Name == name,
                _ => false,
            };
            if (isIt)
                return declaration;
        }

        return null;
    }

    private static int FirstMention(string text, string word, int from)
    {
        for (int at = text.IndexOf(word, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (Words.Around(text, at).Word == word)
                return at;
        }

        return from;
    }
}
