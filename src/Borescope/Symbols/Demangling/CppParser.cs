using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Symbols.Demangling;

/// <summary>
/// Recursive descent over a mangled name. Total: anything unexpected sets a flag and the answer is "not understood"; depth, text length and work
/// are bounded, since a few bytes of substitutions can stand for an exponentially long name.
/// </summary>
internal sealed partial class CppParser
{
    internal const int MaxTextLength = 64 << 10;

    private const int MaxDepth = 200;
    private const int MaxWork = 2 << 20;
    private const int MaxSubstitutions = 4096;

    private readonly string _name;
    private readonly List<CppPiece>? _forwardArguments;
    private readonly List<CppPiece> _substitutions = [];
    private List<CppPiece> _arguments = [];
    private int _at;
    private int _depth;
    private int _work;
    private int _lambdaDepth;
    private bool _failed;

    internal CppParser(string name, List<CppPiece>? forwardArguments)
    {
        _name = name;
        _forwardArguments = forwardArguments;
    }

    /// <summary>Whether a template parameter was met before its argument.</summary>
    internal bool NeedsSecondPass { get; private set; }

    /// <summary>Template arguments of the function itself.</summary>
    internal List<CppPiece> TemplateArguments => _arguments;

    private char Current => _at < _name.Length ? _name[_at] : '\0';

    private char Next => _at + 1 < _name.Length ? _name[_at + 1] : '\0';

    /// <summary>The whole name, or null.</summary>
    internal string? Parse()
    {
        _at = 2;
        var text = Encoding(isTop: true);
        if (_failed || text.Length == 0)
            return null;

        // Copies that the compiler made of a function: f(int) [clone .cold]
        var suffixes = new StringBuilder(text);
        while (_at < _name.Length)
        {
            if (Current != '.')
                return null;
            var end = _at + 1;
            while (end < _name.Length && _name[end] != '.')
                end++;
            while (end + 1 < _name.Length && char.IsAsciiDigit(_name[end + 1]) && end > _at + 1)
            {
                end++;
                while (end < _name.Length && _name[end] != '.')
                    end++;
            }

            suffixes.Append(" [clone ").Append(_name, _at, end - _at).Append(']');
            _at = end;
        }

        return suffixes.ToString();
    }

    // encoding: a special name, or a name with the types of its parameters when it is a function
    private string Encoding(bool isTop)
    {
        if (!Enter())
            return "";
        var text = Current == 'T' || (Current == 'G' && Next is 'V' or 'R' or 'A' or 'T') ? SpecialName() : Function(isTop);
        _depth--;
        return text;
    }

    private string Function(bool isTop)
    {
        var name = Name(isSignature: true, out var traits);
        if (_failed || _at >= _name.Length || Current is 'E' or '.')
            return name.Text + traits.Suffix;
        var result = traits.IsTemplate && !traits.HasNoReturnType ? Type() : null;
        var parameters = Parameters('E');
        var text = $"{name.Text}({parameters})";

        // Functions that others are local to are written without their result.
        if (result is not null && isTop)
            text = $"{result.Left}{Separator(result)}{text}{result.Right}";
        return Limit(text + traits.Suffix);
    }

    private string SpecialName()
    {
        var code = _at + 2 <= _name.Length ? _name.Substring(_at, 2) : "";
        _at += 2;
        switch (code)
        {
            case "TV":
                return "vtable for " + Type().Text;
            case "TT":
                return "VTT for " + Type().Text;
            case "TI":
                return "typeinfo for " + Type().Text;
            case "TS":
                return "typeinfo name for " + Type().Text;
            case "TA":
                return "template parameter object for " + TemplateArgument().Text;
            case "Th":
                CallOffset('h');
                return "non-virtual thunk to " + Encoding(isTop: true);
            case "Tv":
                CallOffset('v');
                return "virtual thunk to " + Encoding(isTop: true);
            case "Tc":
                CallOffset(Take());
                CallOffset(Take());
                return "covariant return thunk to " + Encoding(isTop: true);
            case "TC":
                var derived = Type().Text;
                Number();
                Expect('_');
                return $"construction vtable for {Type().Text}-in-{derived}";
            case "TH":
                return "TLS init function for " + Name(isSignature: true, out _).Text;
            case "TW":
                return "TLS wrapper function for " + Name(isSignature: true, out _).Text;
            case "GV":
                return "guard variable for " + Name(isSignature: true, out _).Text;
            case "GR":
                var subject = Name(isSignature: true, out _).Text;
                var number = Current == '_' ? 0 : SequenceNumber() + 1;
                Expect('_');
                return $"reference temporary #{number} for {subject}";
            case "GT":
                return (Accept('n') ? "non-transaction clone for " : Accept('t') ? "transaction clone for " : Fail("")) + Encoding(isTop: false);
            case "GA":
                return "hidden alias for " + Encoding(isTop: true);
            default:
                return Fail("");
        }
    }

    private void CallOffset(char kind)
    {
        Number();
        Expect('_');
        if (kind == 'v')
        {
            Number();
            Expect('_');
        }
        else if (kind != 'h')
        {
            Fail("");
        }
    }

    private string Parameters(char end)
    {
        if (Current == 'v' && (_at + 1 >= _name.Length || Next == end || Next == '.'))
        {
            _at++;
            return "";
        }

        var list = new List<CppPiece>();
        while (!_failed && _at < _name.Length && Current != end && Current != '.')
        {
            if (end == 'E' && Current is 'R' or 'O' && Next == 'E')
                break;
            list.Add(Type());
        }

        return List(list);
    }

    private string List(List<CppPiece> pieces)
    {
        var builder = new StringBuilder();
        foreach (var piece in pieces)
        {
            var text = piece.Text;
            if (text.Length == 0 && piece.Elements is not null)
                continue;
            builder.Append(builder.Length > 0 ? ", " : "").Append(text);
            if (builder.Length > MaxTextLength)
                return Fail("");
        }

        return Limit(builder.ToString());
    }

    private bool Enter()
    {
        if (_failed || ++_depth > MaxDepth)
            _failed = true;
        return !_failed;
    }

    // Everything that grows goes through here.
    private string Limit(string text)
    {
        _work += text.Length + 1;
        return text.Length > MaxTextLength || _work > MaxWork ? Fail("") : text;
    }

    private CppPiece Limit(CppPiece piece)
    {
        Limit(piece.Left);
        Limit(piece.Right);
        if (piece.Elements is not null)
        {
            foreach (var element in piece.Elements)
            {
                if (_failed)
                    break;
                Limit(element);
            }
        }

        return _failed ? CppPiece.Empty : piece;
    }

    private T Fail<T>(T result)
    {
        _failed = true;
        return result;
    }

    private bool Accept(char wanted)
    {
        if (Current != wanted || _at >= _name.Length)
            return false;
        _at++;
        return true;
    }

    private bool Accept(string wanted)
    {
        if (string.CompareOrdinal(_name, _at, wanted, 0, wanted.Length) != 0)
            return false;
        _at += wanted.Length;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!Accept(wanted))
            _failed = true;
    }

    private char Take()
    {
        var taken = Current;
        if (_at < _name.Length)
            _at++;
        else
            _failed = true;
        return taken;
    }

    // Digits with an optional n for minus.
    private string Number()
    {
        var negative = Accept('n');
        var from = _at;
        while (char.IsAsciiDigit(Current))
            _at++;
        if (_at == from || _at - from > 40)
            return Fail("");
        return (negative ? "-" : "") + _name[from.._at];
    }

    private int Decimal()
    {
        var from = _at;
        while (char.IsAsciiDigit(Current))
            _at++;
        return int.TryParse(_name.AsSpan(from, _at - from), out var value) ? value : Fail(0);
    }

    // Base 36, capital letters.
    private int SequenceNumber()
    {
        var value = 0;
        var from = _at;
        while (char.IsAsciiDigit(Current) || char.IsAsciiLetterUpper(Current))
        {
            value = (value * 36) + (char.IsAsciiDigit(Current) ? Current - '0' : Current - 'A' + 10);
            _at++;
            if (value > MaxSubstitutions)
                return Fail(0);
        }

        return _at > from ? value : Fail(0);
    }

    // Behind the opening parenthesis of a pointer to a function no blank follows.
    private static string Separator(CppPiece result) => result.Left.EndsWith(' ') || result.Right.StartsWith(')') ? "" : " ";

    private CppPiece Remember(CppPiece piece)
    {
        if (_substitutions.Count < MaxSubstitutions)
            _substitutions.Add(piece);
        else
            _failed = true;
        return piece;
    }
}
