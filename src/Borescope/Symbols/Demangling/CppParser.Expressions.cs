using System.Collections.Generic;

namespace Borescope.Symbols.Demangling;

internal sealed partial class CppParser
{
    private CppPiece Expression()
    {
        if (!Enter())
            return CppPiece.Empty;
        var result = ExpressionUnlimited();
        _depth--;
        return Limit(result);
    }

    private CppPiece ExpressionUnlimited()
    {
        if (Current == 'L')
            return Literal();
        if (Current == 'T')
            return TemplateParameter();
        if (Accept("fp") || (Current == 'f' && Next == 'L' && Accept("fL")))
            return FunctionParameter();
        if (Accept("gs"))
            return new CppPiece("::" + Expression().Text);
        if (Accept("sr"))
            return ScopedName();
        if (char.IsAsciiDigit(Current))
            return Level();
        if (Accept("on"))
        {
            var traits = default(CppNameTraits);
            var name = OperatorName(ref traits);
            return Current == 'I' ? Apply(name, ArgumentList(false)) : name;
        }

        return _at + 2 <= _name.Length ? CodedExpression() : Fail(CppPiece.Empty);
    }

    private CppPiece CodedExpression()
    {
        var code = _name.Substring(_at, 2);
        _at += 2;
        switch (code)
        {
            case "cl":
                var isName = char.IsAsciiDigit(Current) || Current == 'L' || (Current == 's' && Next == 'r');
                var callee = Expression().Text;
                return new CppPiece($"{(isName ? callee : Grouped(callee))}({List(ExpressionsUntilEnd())})");
            case "cv":
                var target = Type().Text;
                return new CppPiece(Accept('_') ? $"({target})({List(ExpressionsUntilEnd())})" : $"({target}){Grouped(Expression().Text)}");
            case "tl":
                return new CppPiece($"{Type().Text}{{{List(ExpressionsUntilEnd())}}}");
            case "il":
                return new CppPiece($"{{{List(ExpressionsUntilEnd())}}}");
            case "st":
                return new CppPiece($"sizeof ({Type().Text})");
            case "sz":
                return new CppPiece($"sizeof {Grouped(Expression().Text)}");
            case "at":
                return new CppPiece($"alignof ({Type().Text})");
            case "az":
                return new CppPiece($"alignof {Grouped(Expression().Text)}");
            case "sZ":
                return SizeOfPack();
            case "sp":
                var pattern = Expression();
                return pattern.Elements is null ? new CppPiece(pattern.Text + "...") : new CppPiece(pattern.Elements, isExpanded: true);
            case "dt":
                return Member(".");
            case "pt":
                return Member("->");
            case "sc" or "dc" or "cc" or "rc":
                var kind = code[0] switch { 's' => "static", 'd' => "dynamic", 'c' => "const", _ => "reinterpret" };
                return new CppPiece($"{kind}_cast<{Type().Text}>({Expression().Text})");
            case "ti":
                return new CppPiece($"typeid ({Type().Text})");
            case "te":
                return new CppPiece($"typeid ({Expression().Text})");
            case "nx":
                return new CppPiece($"noexcept ({Expression().Text})");
            case "tw":
                return new CppPiece("throw " + Expression().Text);
            case "tr":
                return new CppPiece("throw");
            default:
                return Operation(code);
        }
    }

    private CppPiece Operation(string code)
    {
        if (!CppOperators.TryFind(code, out var text, out var operands) || operands == 0)
            return Fail(CppPiece.Empty);
        if (operands == 1)
        {
            // ++ and -- in front of their operand have an underscore behind the code.
            var isSuffix = code is "pp" or "mm" && !Accept('_');
            var operand = Expression().Text;
            return new CppPiece(isSuffix ? Grouped(operand) + text : text + Grouped(operand));
        }

        var left = Grouped(Expression().Text);
        if (code == "ix")
            return new CppPiece($"{left}[{Expression().Text}]");
        var right = Grouped(Expression().Text);
        if (operands == 3)
            return new CppPiece($"{left}?{right} : {Grouped(Expression().Text)}");

        // A bare > would end the template arguments for the reader.
        return new CppPiece(text.StartsWith('>') ? $"({left}{text}{right})" : left + text + right);
    }

    private CppPiece Member(string sign)
    {
        var owner = Grouped(Expression().Text);
        return new CppPiece($"{owner}{sign}{Expression().Text}");
    }

    private CppPiece SizeOfPack()
    {
        if (Accept("fp"))
            return new CppPiece($"sizeof...({FunctionParameter().Text})");
        var pack = TemplateParameter();
        return new CppPiece((pack.Elements?.Length ?? 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private CppPiece FunctionParameter()
    {
        if (Accept('T'))
            return new CppPiece("this");
        if (char.IsAsciiDigit(Current) && _name[_at - 1] == 'L')
        {
            Decimal();
            Expect('p');
        }

        Qualifiers();
        var index = Current == '_' ? 1 : Decimal() + 2;
        Expect('_');
        return new CppPiece($"{{parm#{index}}}");
    }

    private CppPiece Level()
    {
        var name = SourceName();
        return Current == 'I' ? Apply(name, ArgumentList(false)) : name;
    }

    // sr type name, sr N type scope… E name, sr scope… E name
    private CppPiece ScopedName()
    {
        string scope;
        if (Accept('N') || char.IsAsciiDigit(Current))
        {
            scope = char.IsAsciiDigit(Current) ? Level().Text : Type().Text;
            while (!_failed && !Accept('E'))
                scope = Limit($"{scope}::{Level().Text}");
        }
        else
        {
            scope = Type().Text;
        }

        CppPiece name;
        if (Accept("dn"))
        {
            name = new CppPiece("~" + (char.IsAsciiDigit(Current) ? SourceName() : Type()).Text);
        }
        else
        {
            var traits = default(CppNameTraits);
            Accept("on");
            name = char.IsAsciiDigit(Current) ? SourceName() : OperatorName(ref traits);
        }

        if (Current == 'I')
            name = Apply(name, ArgumentList(false));
        return new CppPiece($"{scope}::{name.Text}");
    }

    private List<CppPiece> ExpressionsUntilEnd()
    {
        var result = new List<CppPiece>();
        while (!_failed && !Accept('E'))
            result.Add(Expression());
        return result;
    }

    // L type value E, or L _Z encoding E
    private CppPiece Literal()
    {
        Expect('L');
        if (Accept("_Z") || (Current == 'Z' && Accept('Z')))
        {
            var name = Encoding(isTop: true);
            Expect('E');
            return new CppPiece(name);
        }

        var code = Current;
        var type = Type().Text;
        var negative = Accept('n');
        var from = _at;
        while (_at < _name.Length && Current != 'E')
            _at++;
        var value = (negative ? "-" : "") + _name[from.._at];
        Expect('E');
        return new CppPiece(code switch
        {
            'b' when value is "0" or "1" => value == "1" ? "true" : "false",
            'i' => value,
            'j' => value + "u",
            'l' => value + "l",
            'm' => value + "ul",
            'x' => value + "ll",
            'y' => value + "ull",
            'f' or 'd' or 'e' or 'g' => $"({type})[{value}]",
            'D' when value.Length == 0 || value == "0" => type == "decltype(nullptr)" ? "(decltype(nullptr))0" : $"({type}){value}",
            _ => $"({type}){value}",
        });
    }

    private static string Grouped(string operand)
    {
        foreach (var character in operand)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or ':'))
                return $"({operand})";
        }

        return operand;
    }
}
