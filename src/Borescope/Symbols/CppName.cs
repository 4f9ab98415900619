using System;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>
/// A C++ function as a user writes it: <c>ns::Type::method</c>, with or without parameters, with or without <c>*</c>. <c>::function</c> is one outside of all types and
/// namespaces, and may be a symbol of C.
/// </summary>
internal readonly struct CppName
{
    private readonly string _wanted;
    private readonly GlobPattern? _pattern;
    private readonly byte[] _identifier;

    private CppName(string name)
    {
        _wanted = name.StartsWith("::", StringComparison.Ordinal) ? name[2..] : name;
        _pattern = GlobPattern.IsPattern(_wanted) ? new GlobPattern(_wanted) : null;
        _identifier = _pattern is null ? LongestIdentifier(_wanted) : [];
    }

    /// <summary>Whether a name can only be one of the source: symbols of C hold neither <c>::</c> nor parentheses.</summary>
    internal static bool TryRead(string name, out CppName result)
    {
        result = name.Contains("::", StringComparison.Ordinal) || name.Contains('(', StringComparison.Ordinal) ? new CppName(name) : default;
        return result._wanted is not null;
    }

    /// <summary>Whether a symbol is the function meant.</summary>
    internal bool IsMatch(ReadOnlySpan<byte> symbol)
    {
        if (!CppDemangler.IsMangled(symbol))
            return _pattern is { } pattern ? pattern.IsMatch(symbol) : symbol.SequenceEqual(Encoding.UTF8.GetBytes(_wanted));

        // Identifiers are in the mangled name as they are, so most symbols need not be demangled.
        if (symbol.IndexOf(_identifier) < 0 || !CppDemangler.TryDemangle(symbol, out var text))
            return false;
        return Matches(text) || Matches(WithoutParameters(text)) || Matches(WithoutResult(WithoutParameters(text)));
    }

    private bool Matches(ReadOnlySpan<char> text) => _pattern is { } pattern ? pattern.IsMatch(text) : text.SequenceEqual(_wanted);

    /// <summary><c>A::f(int) const</c> is <c>A::f</c>.</summary>
    internal static ReadOnlySpan<char> WithoutParameters(ReadOnlySpan<char> text)
    {
        var end = text.LastIndexOf(')');
        var depth = 0;
        for (var at = end; at > 0; at--)
        {
            depth += text[at] == ')' ? 1 : text[at] == '(' ? -1 : 0;
            if (depth == 0)
                return text[..at];
        }

        return text;
    }

    /// <summary><c>void f&lt;int&gt;</c> is <c>f&lt;int&gt;</c>: functions made from templates are written with their result.</summary>
    internal static ReadOnlySpan<char> WithoutResult(ReadOnlySpan<char> text)
    {
        var depth = 0;
        for (var at = text.Length - 1; at > 0; at--)
        {
            depth += text[at] is '>' or ')' ? 1 : text[at] is '<' or '(' ? -1 : 0;
            if (depth == 0 && text[at] == ' ' && !text[..at].EndsWith("operator"))
                return text[(at + 1)..];
        }

        return text;
    }

    private static byte[] LongestIdentifier(string text)
    {
        var best = "";
        for (var at = 0; at < text.Length;)
        {
            var from = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                at++;

            // Parameters and operators are mangled to something else; only what is in front of :: or ( or at the end is sure.
            if (at - from > best.Length && (at == text.Length || text[at] == ':') && !text[from..at].StartsWith("operator", StringComparison.Ordinal)
                && !text[..from].Contains('(', StringComparison.Ordinal) && text[from..at] != "std" && !text[..from].Contains('<', StringComparison.Ordinal))
            {
                best = text[from..at];
            }

            at = Math.Max(at, from + 1);
        }

        return best is "string" or "basic_string" or "allocator" or "istream" or "ostream" or "iostream" ? [] : Encoding.UTF8.GetBytes(best);
    }
}
