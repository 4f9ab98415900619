using System;
using System.Collections.Generic;

namespace Borescope.Script.Syntax;

public sealed partial class Parser
{
    private TagDefinitionSyntax? ParseTagDefinition()
    {
        TextSpan start = _token.Span;
        if (!AtTagBody())
        {
            if (_isHeader)
                return (TagDefinitionSyntax?)SkipCDeclaration();
            string word = _token.Text;
            Advance();
            Expect(TokenKind.Identifier, $"the name of the {word}");
            if (At(TokenKind.Semicolon))
            {
                // A forward declaration says nothing.
                Advance();
                _lexer.Position = _lastEnd;
                return null;
            }

            Unexpected("'{' or ';'");
            Recover();
            _lexer.Position = Math.Max(_lastEnd, start.Start + 1);
            _token = default;
            return null;
        }

        TagBodySyntax body = ParseTagBody();
        TextSpan span = From(start);
        // The ';' may be missing: the '}' has ended the definition.
        TryTake(TokenKind.Semicolon);
        return Done(new TagDefinitionSyntax(span, body));
    }

    private TypedefSyntax ParseTypedef()
    {
        TextSpan start = _token.Span;
        Advance();
        TagBodySyntax? body = null;
        TypeSyntax type;
        if (AtTagBody())
        {
            body = ParseTagBody();
            type = ParseTypeSuffixes(new NamedTypeSyntax(body.Span, body.Kind, body.Name));
        }
        else
        {
            type = ParseType();
        }

        _ = TakeAttributes();
        Token name;
        if (At(TokenKind.OpenParen))
        {
            // A pointer to a function: its address is all that is used.
            MemberSyntax pointer = ParseFunctionPointer(start);
            (name, type) = (new Token(TokenKind.Identifier, pointer.Span, pointer.Name), pointer.Type);
        }
        else
        {
            name = Expect(TokenKind.Identifier, "the name of the type");
            type = At(TokenKind.OpenParen) ? ParseFunctionType(start) : ParseDeclaratorArrays(type);
        }

        _ = TakeAttributes();
        TextSpan span = From(start);
        Expect(TokenKind.Semicolon, "';'");
        _typedefs.Add(name.Text);
        return Done(new TypedefSyntax(span, name.Text, type, body));
    }

    // Whether "struct {", "struct name {" (or union, enum) stands here.
    private bool AtTagBody()
    {
        if (!_token.Is("struct") && !_token.Is("union") && !_token.Is("enum"))
            return false;
        var state = Save();
        Advance();
        _ = TakeAttributes();
        if (At(TokenKind.Identifier))
            Advance();
        bool body = At(TokenKind.OpenBrace);
        Restore(state);
        return body;
    }

    private TagBodySyntax ParseTagBody()
    {
        TextSpan start = _token.Span;
        TagKind kind = _token.Text switch { "struct" => TagKind.Struct, "union" => TagKind.Union, _ => TagKind.Enum };
        Advance();
        (bool packedBefore, ExpressionSyntax? alignmentBefore) = TakeAttributes();
        string name = "";
        if (At(TokenKind.Identifier))
        {
            name = _token.Text;
            Advance();
        }

        Expect(TokenKind.OpenBrace, "'{'");
        if (kind == TagKind.Enum)
            return ParseEnumBody(start, name);
        var members = new List<MemberSyntax>();
        bool entered = Enter();
        while (entered && !At(TokenKind.CloseBrace) && !At(TokenKind.End))
        {
            ParseMembers(members);
            if (_panic)
                Recover();
        }

        _depth--;
        Expect(TokenKind.CloseBrace, "'}'");
        (bool packed, ExpressionSyntax? alignment) = TakeAttributes();
        return new StructBodySyntax(From(start), kind, name, members, packed || packedBefore, alignment ?? alignmentBefore);
    }

    // __attribute__((packed)), __attribute__((aligned(8))) and the like; others do not change what is read.
    private (bool IsPacked, ExpressionSyntax? Alignment) TakeAttributes()
    {
        bool packed = false;
        ExpressionSyntax? alignment = null;
        while (TryTakeWord("__attribute__"))
        {
            int open = 0;
            do
            {
                open += At(TokenKind.OpenParen) ? 1 : At(TokenKind.CloseParen) ? -1 : 0;
                packed |= _token.Is("packed") || _token.Is("__packed__");
                bool aligned = _token.Is("aligned") || _token.Is("__aligned__");
                Advance();
                if (aligned && TryTake(TokenKind.OpenParen))
                {
                    alignment = ParseExpression();
                    Expect(TokenKind.CloseParen, "')'");
                }
                else if (aligned)
                {
                    alignment = new IntegerSyntax(_token.Span, 16);
                }
            }
            while (open > 0 && !At(TokenKind.End) && !_panic);
        }

        return (packed, alignment);
    }

    private EnumBodySyntax ParseEnumBody(TextSpan start, string name)
    {
        var members = new List<EnumeratorSyntax>();
        while (!At(TokenKind.CloseBrace) && !At(TokenKind.End) && !_panic)
        {
            Token member = Expect(TokenKind.Identifier, "the name of an enum value");
            ExpressionSyntax? value = TryTake(TokenKind.Assign) ? ParseExpression() : null;
            members.Add(new EnumeratorSyntax(From(member.Span), member.Text, value));
            if (!TryTake(TokenKind.Comma))
                break;
        }

        Expect(TokenKind.CloseBrace, "',' or '}'");
        return new EnumBodySyntax(From(start), name, members);
    }

    // "T a, *b[4], c : 3;" and anonymous "struct { … };".
    private void ParseMembers(List<MemberSyntax> members)
    {
        TextSpan start = _token.Span;
        TagBodySyntax? body = AtTagBody() ? ParseTagBody() : null;
        TypeSyntax baseType = body is null ? ParseTypeName() : new NamedTypeSyntax(body.Span, body.Kind, body.Name);
        if (body is not null && TryTake(TokenKind.Semicolon))
        {
            members.Add(new MemberSyntax(From(start), "", baseType, body, null));
            return;
        }

        ExpressionSyntax? shared = TakeAttributes().Alignment;
        while (!_panic)
        {
            MemberSyntax member = ParseDeclarator(start, baseType, body) with { Alignment = shared };
            if (_token.Is("__attribute__"))
                member = member with { Alignment = TakeAttributes().Alignment ?? shared };
            members.Add(member);
            if (TryTake(TokenKind.Comma))
                continue;
            Expect(TokenKind.Semicolon, "';' behind a member");
            return;
        }
    }

    private MemberSyntax ParseDeclarator(TextSpan start, TypeSyntax type, TagBodySyntax? body)
    {
        for (int stars = 0; At(TokenKind.Star) && !_panic; stars++)
        {
            if (stars == 8)
                Unexpected("fewer '*'");
            Advance();
            type = new PointerTypeSyntax(From(type.Span), type);
            TryTakeWord("const");
        }

        if (At(TokenKind.OpenParen))
            return ParseFunctionPointer(start);
        string name = "";
        if (!At(TokenKind.Colon))
            name = Expect(TokenKind.Identifier, "the name of a member").Text;
        type = ParseDeclaratorArrays(type);
        ExpressionSyntax? bits = TryTake(TokenKind.Colon) ? ParseExpression() : null;
        return new MemberSyntax(From(start), name, type, body, bits);
    }

    // "int (*name)(args)": its address is all that is used.
    private MemberSyntax ParseFunctionPointer(TextSpan start)
    {
        Advance();
        Expect(TokenKind.Star, "'*'");
        Token name = Expect(TokenKind.Identifier, "the name of a member");
        Expect(TokenKind.CloseParen, "')'");
        TypeSyntax function = ParseFunctionType(start);
        return new MemberSyntax(function.Span, name.Text, new PointerTypeSyntax(function.Span, function), null, null);
    }

    // "(args)" of a function, which has neither size nor members.
    private NamedTypeSyntax ParseFunctionType(TextSpan start)
    {
        int open = 0;
        do
        {
            open += At(TokenKind.OpenParen) ? 1 : At(TokenKind.CloseParen) ? -1 : 0;
            Advance();
        }
        while (open > 0 && !At(TokenKind.End));
        return new NamedTypeSyntax(From(start), TagKind.None, "void");
    }

    // "a[2][3]" is an array of 2 arrays of 3: the innermost length stands last.
    private TypeSyntax ParseDeclaratorArrays(TypeSyntax element)
    {
        var lengths = new List<ExpressionSyntax?>();
        TextSpan start = _token.Span;
        while (!_panic && TryTake(TokenKind.OpenBracket))
        {
            lengths.Add(At(TokenKind.CloseBracket) ? null : ParseExpression());
            Expect(TokenKind.CloseBracket, "']'");
            if (lengths.Count > 8)
                Unexpected("fewer dimensions");
        }

        for (int i = lengths.Count - 1; i >= 0; i--)
            element = new ArrayTypeSyntax(From(start), element, lengths[i]);
        return element;
    }
}
