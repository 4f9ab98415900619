using System;
using System.Collections.Generic;
using System.Globalization;

namespace Borescope.Symbols.Demangling;

internal sealed partial class CppParser
{
    // name: nested, local, or unscoped with optional template arguments
    private CppPiece Name(bool isSignature, out CppNameTraits traits)
    {
        traits = default;
        if (!Enter())
            return CppPiece.Empty;
        CppPiece result;
        if (Current == 'N')
        {
            result = NestedName(isSignature, ref traits);
        }
        else if (Current == 'Z')
        {
            result = LocalName(isSignature, ref traits);
        }
        else if (Current == 'S' && Next != 't')
        {
            result = Substitution();
            if (Current == 'I')
                result = WithArguments(result, isSignature, ref traits);
            else if (isSignature)
                _failed = true;
        }
        else
        {
            var scope = Accept("St") ? "std::" : "";
            var own = UnqualifiedName(CppPiece.Empty, ref traits);
            result = new CppPiece(scope + own.Text) { BaseName = own.BaseName };
            if (Current == 'I')
            {
                Remember(result);
                result = WithArguments(result, isSignature, ref traits);
            }
        }

        _depth--;
        return result;
    }

    private CppPiece WithArguments(CppPiece name, bool isSignature, ref CppNameTraits traits)
    {
        var arguments = ArgumentList(isSignature);
        traits.IsTemplate = true;
        return Apply(name, arguments);
    }

    // The arguments of a template used inside a pack expansion may be packs: then there is one name for each element.
    private CppPiece Apply(CppPiece name, List<CppPiece> arguments)
    {
        var count = -1;
        foreach (var argument in arguments)
        {
            if (argument.Elements is { } elements && !argument.IsExpanded)
                count = Math.Max(count, elements.Length);
        }

        if (count < 0)
            return Limit(new CppPiece(name.Text + Angle(name.Text, arguments)) { BaseName = name.BaseName });
        var result = new CppPiece[count];
        for (var index = 0; index < count && !_failed; index++)
        {
            var one = arguments.ConvertAll(argument =>
                argument.Elements is { } elements && !argument.IsExpanded ? (index < elements.Length ? elements[index] : CppPiece.Empty) : argument);
            result[index] = Apply(name, one);
        }

        return _failed ? CppPiece.Empty : new CppPiece(result, false) { BaseName = name.BaseName };
    }

    private string Angle(string name, List<CppPiece> arguments)
    {
        var open = name.EndsWith('<') ? " <" : "<";
        var text = List(arguments);

        // GNU forgets the blank between two > when an empty pack stands between them.
        var blank = text.EndsWith('>') && (arguments.Count == 1 || arguments[^1].Text.Length > 0);
        return open + text + (blank ? " >" : ">");
    }

    private CppPiece NestedName(bool isSignature, ref CppNameTraits traits)
    {
        Expect('N');
        traits.Suffix = Qualifiers();
        if (Accept('R'))
            traits.Suffix += " &";
        else if (Accept('O'))
            traits.Suffix += " &&";
        CppPiece? soFar = null;
        var remembered = false;
        while (!_failed && !Accept('E'))
        {
            if (_at >= _name.Length)
                return Fail(CppPiece.Empty);
            remembered = true;
            if (Current == 'I' && soFar is not null)
            {
                soFar = WithArguments(soFar, isSignature, ref traits);
            }
            else if (Current == 'S' && Next != 't')
            {
                // An abbreviation or what came before is no new candidate.
                if (soFar is not null)
                    return Fail(CppPiece.Empty);
                soFar = Substitution();
                remembered = false;
                continue;
            }
            else if (Accept("St"))
            {
                if (soFar is not null)
                    return Fail(CppPiece.Empty);
                soFar = new CppPiece("std");
                remembered = false;
                continue;
            }
            else if (Current == 'T' && soFar is null)
            {
                soFar = TemplateParameter();
            }
            else if (Current == 'D' && Next is 't' or 'T' && soFar is null)
            {
                soFar = Decltype();
            }
            else if (Accept('M'))
            {
                continue;
            }
            else
            {
                traits.IsTemplate = false;
                var own = UnqualifiedName(soFar ?? CppPiece.Empty, ref traits);
                soFar = Limit(soFar is null ? new CppPiece(own.Text) { BaseName = own.BaseName } : soFar.Map(scope => Member(scope, own)));
            }

            Remember(soFar);
        }

        // The whole name is only a candidate where it is used as a type, which remembers it itself.
        if (soFar is null || _failed)
            return Fail(CppPiece.Empty);
        if (remembered)
            _substitutions.RemoveAt(_substitutions.Count - 1);
        return soFar;

        // Constructors say the long form of what an abbreviation stands for.
        static CppPiece Member(CppPiece scope, CppPiece own) =>
            new($"{(own.LongForm is not null && scope.LongForm is not null ? scope.LongForm : scope.Text)}::{own.Text}") { BaseName = own.BaseName };
    }

    // Z encoding E entity [discriminator]
    private CppPiece LocalName(bool isSignature, ref CppNameTraits traits)
    {
        Expect('Z');
        var outer = _arguments;
        var function = Encoding(isTop: false);
        if (!isSignature)
            _arguments = outer;
        Expect('E');
        if (Accept('s'))
        {
            Discriminator();
            return new CppPiece(function + "::string literal");
        }

        if (Accept('d'))
        {
            var number = Current == '_' ? 1 : Decimal() + 2;
            Expect('_');
            function += $"::{{default arg#{number}}}";
        }

        var entity = Name(isSignature, out traits);
        Discriminator();
        return Limit(new CppPiece($"{function}::{entity.Text}") { BaseName = entity.BaseName });
    }

    private void Discriminator()
    {
        if (!Accept('_'))
            return;
        var isLong = Accept('_');
        while (char.IsAsciiDigit(Current))
        {
            _at++;
            if (!isLong)
                return;
        }

        if (isLong)
            Accept('_');
    }

    private CppPiece UnqualifiedName(CppPiece scope, ref CppNameTraits traits)
    {
        Accept('L');
        CppPiece result;
        if (char.IsAsciiDigit(Current))
            result = SourceName();
        else if (Current == 'C' && Next is >= '1' and <= '5' or 'I')
            result = Constructor(scope, ref traits);
        else if (Current == 'D' && Next is >= '0' and <= '5')
            result = Destructor(scope, ref traits);
        else if (Accept("DC"))
            result = StructuredBinding();
        else if (Accept("Ul"))
            result = Lambda();
        else if (Accept("Ut"))
            result = Unnamed("unnamed type");
        else
            result = OperatorName(ref traits);
        while (Accept('B') && !_failed)
            result = Limit(new CppPiece($"{result.Text}[abi:{SourceName().Text}]") { BaseName = result.BaseName, LongForm = result.LongForm });
        return result;
    }

    private CppPiece SourceName()
    {
        var length = Decimal();
        if (_failed || length <= 0 || length > _name.Length - _at)
            return Fail(CppPiece.Empty);
        var text = _name.Substring(_at, length);
        _at += length;
        if (text.StartsWith("_GLOBAL_", StringComparison.Ordinal) && text.Length > 9 && text[9] == 'N' && text[8] is '.' or '_' or '$')
            text = "(anonymous namespace)";
        return Limit(new CppPiece(text) { BaseName = text });
    }

    private CppPiece Constructor(CppPiece scope, ref CppNameTraits traits)
    {
        _at++;
        if (Accept('I'))
        {
            _at++;
            Type();
        }
        else
        {
            _at++;
        }

        traits.HasNoReturnType = true;
        return new CppPiece(scope.BaseName.Length > 0 ? scope.BaseName : Fail("")) { BaseName = scope.BaseName, LongForm = "" };
    }

    private CppPiece Destructor(CppPiece scope, ref CppNameTraits traits)
    {
        _at += 2;
        traits.HasNoReturnType = true;
        return new CppPiece(scope.BaseName.Length > 0 ? "~" + scope.BaseName : Fail("")) { BaseName = scope.BaseName, LongForm = "" };
    }

    private CppPiece StructuredBinding()
    {
        var names = new List<CppPiece>();
        while (!_failed && !Accept('E'))
            names.Add(SourceName());
        return new CppPiece($"[{List(names)}]");
    }

    private CppPiece Lambda()
    {
        _lambdaDepth++;
        var parameters = Parameters('E');
        _lambdaDepth--;
        Expect('E');
        return Unnamed($"lambda({parameters})");
    }

    private CppPiece Unnamed(string what)
    {
        var number = Current == '_' ? 1 : Decimal() + 2;
        Expect('_');
        var text = $"{{{what}#{number.ToString(CultureInfo.InvariantCulture)}}}";
        return Limit(new CppPiece(text) { BaseName = text });
    }

    private CppPiece OperatorName(ref CppNameTraits traits)
    {
        if (_at + 2 > _name.Length)
            return Fail(CppPiece.Empty);
        var code = _name.Substring(_at, 2);
        _at += 2;
        if (code == "cv")
        {
            traits.HasNoReturnType = true;

            // Arguments behind a template parameter are those of the operator.
            return new CppPiece("operator " + (Current == 'T' ? Remember(TemplateParameter()) : Type()).Text);
        }

        if (code == "li")
            return new CppPiece("operator\"\" " + SourceName().Text);
        if (code[0] == 'v' && char.IsAsciiDigit(code[1]))
            return new CppPiece("operator " + SourceName().Text);
        if (!CppOperators.TryFind(code, out var text, out _))
            return Fail(CppPiece.Empty);
        text = text.TrimEnd();
        return new CppPiece(char.IsAsciiLetter(text[0]) ? "operator " + text : "operator" + text);
    }

    // S_, S0_ … refer back; Sa, Ss … abbreviate names of the standard library.
    private CppPiece Substitution()
    {
        const string Characters = "char, std::char_traits<char>";
        Expect('S');
        if (char.IsAsciiLetterLower(Current))
        {
            var result = Take() switch
            {
                'a' => new CppPiece("std::allocator") { BaseName = "allocator" },
                'b' => new CppPiece("std::basic_string") { BaseName = "basic_string" },
                's' => new CppPiece("std::string") { BaseName = "basic_string", LongForm = $"std::basic_string<{Characters}, std::allocator<char> >" },
                'i' => new CppPiece("std::istream") { BaseName = "basic_istream", LongForm = $"std::basic_istream<{Characters} >" },
                'o' => new CppPiece("std::ostream") { BaseName = "basic_ostream", LongForm = $"std::basic_ostream<{Characters} >" },
                'd' => new CppPiece("std::iostream") { BaseName = "basic_iostream", LongForm = $"std::basic_iostream<{Characters} >" },
                _ => Fail(CppPiece.Empty),
            };
            if (Current != 'B')
                return result;
            var tagged = result;
            while (Accept('B') && !_failed)
                tagged = Limit(new CppPiece($"{tagged.Text}[abi:{SourceName().Text}]") { BaseName = result.BaseName });
            return Remember(tagged);
        }

        var index = Current == '_' ? 0 : SequenceNumber() + 1;
        Expect('_');
        if (_failed || index >= _substitutions.Count)
            return Fail(CppPiece.Empty);
        var known = _substitutions[index];
        return Limit(known.Parameter > 0 ? Parameter(known.Parameter - 1) : known);
    }
}
