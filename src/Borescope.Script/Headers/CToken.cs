using System.Globalization;

namespace Borescope.Script.Headers;

/// <summary>A preprocessing token of C.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; strings with their quotes.</param>
/// <param name="Line">Line of the file, from 1; in an expansion that of the macro's use.</param>
/// <param name="AfterBlank">Whether white space stands in front.</param>
/// <param name="IsFinal">An identifier that is no macro any more: it came out of the expansion of the macro of its name.</param>
internal readonly record struct CToken(CTokenKind Kind, string Text, int Line, bool AfterBlank, bool IsFinal = false)
{
    /// <summary>Whether it is a character constant: <c>'a'</c>, <c>L'a'</c>, <c>u8'a'</c>.</summary>
    public bool IsCharacter => Kind == CTokenKind.Text && Text[^1] == '\'';

    /// <summary>As a script writes it, which has no character constants: they are numbers.</summary>
    public string InScript => IsCharacter ? ConditionEvaluator.Character(Text).ToString(CultureInfo.InvariantCulture) : Text;

    /// <summary>Whether it is that punctuator.</summary>
    public bool Is(string punctuator) => Kind == CTokenKind.Punctuator && Text == punctuator;
}
