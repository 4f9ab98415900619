using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Script.Syntax;

namespace Borescope.Script.Editing;

/// <summary>Texts about declarations of a script.</summary>
internal static class Describe
{
    /// <summary>A declaration up to its body: <c>macro add($a, b)</c>.</summary>
    public static string Head(ScriptSource source, DeclarationSyntax declaration)
    {
        string text = source.Slice(declaration.Span);
        int brace = text.IndexOf('{', StringComparison.Ordinal);
        return (brace < 0 ? text : text[..brace]).Trim();
    }

    /// <summary>The comment right above a position, without its marks; empty when there is none.</summary>
    public static string CommentAbove(ScriptSource source, int position)
    {
        var lines = new List<string>();
        string text = source.Text[..position].TrimEnd(' ', '\t');
        if (text.TrimEnd().EndsWith("*/", StringComparison.Ordinal))
        {
            int open = text.LastIndexOf("/*", StringComparison.Ordinal);
            foreach (string line in text[open..].TrimEnd()[2..^2].Split('\n'))
                lines.Add(line.Trim().TrimStart('*').Trim());
        }
        else
        {
            string[] above = text.Split('\n');
            for (int index = above.Length - 2; index >= 0 && above[index].TrimStart().StartsWith("//", StringComparison.Ordinal); index--)
                lines.Insert(0, above[index].TrimStart()[2..].Trim());
        }

        return new StringBuilder().AppendJoin('\n', lines).ToString().Trim();
    }
}
