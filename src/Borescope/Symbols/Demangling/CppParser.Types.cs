using System.Collections.Generic;

namespace Borescope.Symbols.Demangling;

internal sealed partial class CppParser
{
    private static string? Builtin(char code) => code switch
    {
        'v' => "void",
        'w' => "wchar_t",
        'b' => "bool",
        'c' => "char",
        'a' => "signed char",
        'h' => "unsigned char",
        's' => "short",
        't' => "unsigned short",
        'i' => "int",
        'j' => "unsigned int",
        'l' => "long",
        'm' => "unsigned long",
        'x' => "long long",
        'y' => "unsigned long long",
        'n' => "__int128",
        'o' => "unsigned __int128",
        'f' => "float",
        'd' => "double",
        'e' => "long double",
        'g' => "__float128",
        'z' => "...",
        _ => null,
    };

    private static string? LongBuiltin(char code) => code switch
    {
        'd' => "decimal64",
        'e' => "decimal128",
        'f' => "decimal32",
        'h' => "half",
        'i' => "char32_t",
        's' => "char16_t",
        'u' => "char8_t",
        'a' => "auto",
        'c' => "decltype(auto)",
        'n' => "decltype(nullptr)",
        _ => null,
    };

    private CppPiece Type()
    {
        if (!Enter())
            return CppPiece.Empty;
        var result = TypeUnlimited();
        _depth--;
        return Limit(result);
    }

    private CppPiece TypeUnlimited()
    {
        if (Builtin(Current) is { } builtin)
        {
            _at++;
            return new CppPiece(builtin);
        }

        switch (Current)
        {
            case 'r' or 'V' or 'K':
                return QualifiedType();
            case 'P':
                _at++;
                return Remember(Type().Map(static type => Pointer(type, "*", CppShape.Plain)));
            case 'R':
                _at++;
                return Remember(Type().Map(LeftReference));
            case 'O':
                _at++;
                return Remember(Type().Map(RightReference));
            case 'C':
                _at++;
                return Remember(Suffixed(Type(), " _Complex"));
            case 'G':
                _at++;
                return Remember(Suffixed(Type(), " _Imaginary"));
            case 'U':
                return VendorQualified();
            case 'u':
                _at++;
                var vendor = SourceName();
                return Remember(Current == 'I' ? Apply(vendor, ArgumentList(false)) : vendor);
            case 'F':
                return Remember(FunctionType(""));
            case 'A':
                return Remember(ArrayType());
            case 'M':
                return Remember(MemberPointer());
            case 'T' when Next is 's' or 'u' or 'e':
                _at += 2;
                return Remember(Name(isSignature: false, out _));
            case 'T':
                var parameter = Remember(TemplateParameter());
                return Current == 'I' ? Remember(Apply(parameter, ArgumentList(false))) : parameter;
            case 'D':
                return LongType();
            case 'S' when Next != 't':
                var known = Substitution();
                if (Current == 'I')
                    return Remember(Apply(known, ArgumentList(false)));
                return known;
            default:
                return Remember(Name(isSignature: false, out _));
        }
    }

    private CppPiece LongType()
    {
        switch (Next)
        {
            case 't' or 'T':
                return Remember(Decltype());
            case 'p':
                _at += 2;
                var pattern = Type();
                return Remember(pattern.Elements is null ? Suffixed(pattern, "...") : new CppPiece(pattern.Elements, isExpanded: true));
            case 'v':
                _at += 2;
                return Remember(VectorType());
            case 'F':
                _at += 2;
                var bits = Number();
                if (Accept('b'))
                    return new CppPiece("std::bfloat16_t");
                return Accept('x') ? new CppPiece($"_Float{bits}x") : Accept('_') ? new CppPiece("_Float" + bits) : Fail(CppPiece.Empty);
            case 'o':
                _at += 2;
                return Remember(FunctionType(" noexcept"));
            case 'O':
                _at += 2;
                var condition = Expression().Text;
                Expect('E');
                return Remember(FunctionType($" noexcept({condition})"));
            case 'w':
                _at += 2;
                var thrown = new List<CppPiece>();
                while (!_failed && !Accept('E'))
                    thrown.Add(Type());
                return Remember(FunctionType($" throw({List(thrown)})"));
            case 'x':
                _at += 2;
                return FunctionType(" transaction_safe");
            case 'B' or 'U':
                var sign = Next == 'U' ? "unsigned " : "";
                _at += 2;
                var width = char.IsAsciiDigit(Current) ? Number() : Expression().Text;
                Expect('_');
                return new CppPiece($"{sign}_BitInt({width})");
            default:
                if (LongBuiltin(Next) is not { } name)
                    return Fail(CppPiece.Empty);
                _at += 2;
                return new CppPiece(name);
        }
    }

    private string Qualifiers()
    {
        var text = "";
        if (Accept('r'))
            text = " restrict";
        if (Accept('V'))
            text = " volatile" + text;
        if (Accept('K'))
            text = " const" + text;
        return text;
    }

    private CppPiece QualifiedType()
    {
        var qualifiers = Qualifiers();
        if (Current == 'F' || (Current == 'D' && Next is 'o' or 'O' or 'w' or 'x'))
        {
            // Qualifiers of a function type are part of it: the unqualified one is no candidate for references back.
            var function = Current == 'F' ? FunctionType("") : Type();
            return Remember(new CppPiece(function.Left, function.Right + qualifiers, CppShape.Function));
        }

        return Remember(Suffixed(Type(), qualifiers));
    }

    private CppPiece VendorQualified()
    {
        _at++;
        var qualifier = SourceName().Text;
        if (Current == 'I')
            qualifier = Apply(new CppPiece(qualifier), ArgumentList(false)).Text;
        return Remember(Suffixed(Type(), " " + qualifier));
    }

    private static CppPiece Suffixed(CppPiece type, string suffix) =>
        type.Map(one => one.Shape == CppShape.Array ? new CppPiece(one.Left + suffix, one.Right, one.Shape)
            : one.Left.EndsWith(suffix, System.StringComparison.Ordinal) && one.Right.Length == 0 ? one
            : one.Right.StartsWith(')') ? new CppPiece(one.Left + suffix, one.Right) : new CppPiece(one.Left + one.Right + suffix));

    private static CppPiece Pointer(CppPiece target, string sign, CppShape shape) => target.Shape switch
    {
        CppShape.Function => new CppPiece($"{target.Left}({sign}", ")" + target.Right, shape),
        CppShape.Array => new CppPiece($"{target.Left} ({sign}", ")" + target.Right, shape),
        _ => new CppPiece(target.Left + sign, target.Right, shape),
    };

    private static CppPiece LeftReference(CppPiece target) => target.Shape switch
    {
        CppShape.LeftReference => target,
        CppShape.RightReference => new CppPiece(target.Left[..^1], target.Right, CppShape.LeftReference),
        _ => Pointer(target, "&", CppShape.LeftReference),
    };

    private static CppPiece RightReference(CppPiece target) =>
        target.Shape is CppShape.LeftReference or CppShape.RightReference ? target : Pointer(target, "&&", CppShape.RightReference);

    // F [Y] result parameter… [R|O] E
    private CppPiece FunctionType(string suffix)
    {
        if (suffix == " transaction_safe" || Current != 'F')
            return Fail(CppPiece.Empty);
        _at++;
        Accept('Y');
        var result = Type();
        var parameters = Parameters('E');
        if (Accept('R'))
            suffix = " &" + suffix;
        else if (Accept('O'))
            suffix = " &&" + suffix;
        Expect('E');
        return new CppPiece(result.Left + Separator(result), $"({parameters}){result.Right}{suffix}", CppShape.Function);
    }

    // A length _ element
    private CppPiece ArrayType()
    {
        Expect('A');
        var length = char.IsAsciiDigit(Current) ? Number() : Current == '_' ? "" : Expression().Text;
        Expect('_');
        return Type().Map(element => element.Shape == CppShape.Array
            ? new CppPiece(element.Left, $" [{length}]{element.Right.TrimStart()}", CppShape.Array)
            : new CppPiece(element.Left, $" [{length}]{element.Right}", CppShape.Array));
    }

    private CppPiece MemberPointer()
    {
        Expect('M');
        var owner = Type().Text;
        var member = Type();
        return member.Map(one => one.Shape switch
        {
            CppShape.Function or CppShape.Array => Pointer(one, owner + "::*", CppShape.Plain),
            _ => new CppPiece($"{one.Left} {owner}::*", one.Right),
        });
    }

    private CppPiece VectorType()
    {
        var length = char.IsAsciiDigit(Current) ? Number() : Accept('_') ? Expression().Text : Fail("");
        Expect('_');
        return Suffixed(Type(), $" __vector({length})");
    }

    private CppPiece Decltype()
    {
        _at += 2;
        var expression = Expression().Text;
        Expect('E');
        return new CppPiece($"decltype ({expression})");
    }
}
