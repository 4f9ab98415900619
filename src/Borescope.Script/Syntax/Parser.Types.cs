using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Script.Syntax;

public sealed partial class Parser
{
    private static readonly string[] CWords = ["unsigned", "signed", "long", "short", "int", "char", "const", "volatile", "_Bool"];

    // Names of typedefs read so far.
    private readonly HashSet<string> _typedefs = [];

    private static bool IsCWord(string word) => Array.IndexOf(CWords, word) >= 0;

    private static bool IsTypeOf(string word) => word is "typeof" or "__typeof__" or "__typeof";

    // Words that name a type without being looked up.
    private bool IsTypeWord(string word) =>
        _typedefs.Contains(word) ||
        IsCWord(word) || word is "void" or "bool" or "string" or "buffer" or "inet" or "struct" or "union" or "enum"
        || IsTypeOf(word)
        || (word.StartsWith("int", StringComparison.Ordinal) && char.IsAsciiDigit(word[^1]))
        || (word.StartsWith("uint", StringComparison.Ordinal) && char.IsAsciiDigit(word[^1]))
        || Array.IndexOf(ReservedNames.IntegerTypes, word) >= 0;

    private TypeSyntax ParseType()
    {
        TypeSyntax type = ParseTypeName();
        return _panic ? type : ParseTypeSuffixes(type);
    }

    private TypeSyntax ParseTypeSuffixes(TypeSyntax type)
    {
        TextSpan start = type.Span;
        for (int count = 0; !_panic; count++)
        {
            if (count == 32)
            {
                Error(_token.Span, "this type is nested too deeply");
                _panic = true;
            }
            else if (TryTake(TokenKind.Star))
            {
                type = new PointerTypeSyntax(From(start), type);
                while (TryTakeWord("const") || TryTakeWord("__user") || TryTakeWord("restrict"))
                {
                }
            }
            else if (At(TokenKind.OpenBracket))
            {
                type = ParseArraySuffix(type);
            }
            else
            {
                break;
            }
        }

        return type;
    }

    private ArrayTypeSyntax ParseArraySuffix(TypeSyntax element)
    {
        Advance();
        ExpressionSyntax? length = At(TokenKind.CloseBracket) ? null : ParseExpression();
        Expect(TokenKind.CloseBracket, "']'");
        return new ArrayTypeSyntax(From(element.Span), element, length);
    }

    private TypeSyntax ParseTypeName()
    {
        TextSpan start = _token.Span;
        if (!At(TokenKind.Identifier))
        {
            Unexpected("a type");
            return new NamedTypeSyntax(start, TagKind.None, "");
        }

        if (IsTypeOf(_token.Text))
            return ParseTypeOf();
        while (_token.Text is "const" or "volatile" && LookAhead().Kind == TokenKind.Identifier)
            Advance();
        string word = _token.Text;
        TagKind tag = word switch { "struct" => TagKind.Struct, "union" => TagKind.Union, "enum" => TagKind.Enum, _ => TagKind.None };
        if (tag != TagKind.None)
        {
            Advance();
            Token name = Expect(TokenKind.Identifier, "the name of a " + word);
            TryTakeWord("const");
            return new NamedTypeSyntax(From(start), tag, name.Text);
        }

        if (!IsCWord(_token.Text))
        {
            Token name = _token;
            Advance();
            TryTakeWord("const");
            return new NamedTypeSyntax(name.Span, TagKind.None, name.Text);
        }

        var words = new StringBuilder();
        while (At(TokenKind.Identifier) && IsCWord(_token.Text))
        {
            if (_token.Text is not ("const" or "volatile"))
                words.Append(words.Length > 0 ? " " : "").Append(_token.Text);
            Advance();
        }

        return new NamedTypeSyntax(From(start), TagKind.None, words.ToString());
    }

    private TypeOfSyntax ParseTypeOf()
    {
        TextSpan start = _token.Span;
        Advance();
        Expect(TokenKind.OpenParen, "'('");
        (TypeSyntax? type, ExpressionSyntax? expression) = ParseTypeOrExpression();
        Expect(TokenKind.CloseParen, "')'");
        return new TypeOfSyntax(From(start), type, expression);
    }

    // The operand of sizeof, typeof and offsetof: ends at ')' or ','.
    private (TypeSyntax? Type, ExpressionSyntax? Expression) ParseTypeOrExpression()
    {
        if (At(TokenKind.Identifier) && !ReservedNames.IsBuiltin(_token.Text))
        {
            TypeSyntax? type = TryParseType();
            if (type is not null && (At(TokenKind.CloseParen) || At(TokenKind.Comma)))
                return (type, null);
        }

        return (null, ParseExpression());
    }

    // Reads a type if the text can be one up to ')' or ','; else leaves everything as it was.
    private TypeSyntax? TryParseType()
    {
        if (_panic)
            return null;
        var state = Save();
        bool certain = IsTypeWord(_token.Text);
        TypeSyntax? type = null;
        if (certain || LookAhead().Kind is TokenKind.CloseParen or TokenKind.Comma or TokenKind.Star or TokenKind.OpenBracket)
        {
            // An expression such as "(foo * 3)" must not be reported as a bad type.
            bool plain = !certain && LookAhead().Kind == TokenKind.OpenBracket;
            if (!plain)
                type = ParseType();
        }

        if (type is not null && !_panic && (At(TokenKind.CloseParen) || At(TokenKind.Comma)))
            return type;
        if (!certain || !_panic)
        {
            _panic = false;
            Restore(state);
        }

        return certain && _panic ? type : null;
    }
}
