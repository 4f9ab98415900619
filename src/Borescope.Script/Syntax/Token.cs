namespace Borescope.Script.Syntax;

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">Identifier, variable with <c>$</c>, map with <c>@</c>, or the unescaped string.</param>
/// <param name="Value">Value of an integer or number of a parameter.</param>
internal readonly record struct Token(TokenKind Kind, TextSpan Span, string Text = "", ulong Value = 0)
{
    /// <summary>Whether it is that word.</summary>
    public bool Is(string word) => Kind == TokenKind.Identifier && Text == word;
}
