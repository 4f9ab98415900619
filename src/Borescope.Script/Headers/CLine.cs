using System.Collections.Generic;
using System.Text;

namespace Borescope.Script.Headers;

/// <summary>A logical line: tokens of a line and of those it goes on in.</summary>
/// <param name="Number">First line, from 1.</param>
/// <param name="Tokens">Without comments.</param>
internal readonly record struct CLine(int Number, IReadOnlyList<CToken> Tokens)
{
    /// <summary>Whether it is a directive.</summary>
    public bool IsDirective => Tokens.Count > 0 && Tokens[0].Is("#");

    /// <summary>The word behind the <c>#</c>; empty when it is no directive, or <c>#</c> alone.</summary>
    public string Word => IsDirective && Tokens.Count > 1 ? Tokens[1].Text : "";

    /// <summary>The tokens from one on, a blank in front of each.</summary>
    public string TextFrom(int first)
    {
        var text = new StringBuilder();
        for (int index = first; index < Tokens.Count; index++)
            text.Append(' ').Append(Tokens[index].Text);
        return text.ToString();
    }
}
