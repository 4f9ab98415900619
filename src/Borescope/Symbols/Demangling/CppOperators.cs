using System.Collections.Generic;

namespace Borescope.Symbols.Demangling;

/// <summary>Operator codes of the ABI, sorted by code.</summary>
internal static class CppOperators
{
    // Code, spelling, operands in an expression.
    private static readonly (string Code, string Text, int Operands)[] Table =
    [
        ("aN", "&=", 2), ("aS", "=", 2), ("aa", "&&", 2), ("ad", "&", 1), ("an", "&", 2), ("aw", "co_await ", 1), ("cl", "()", 0), ("cm", ",", 2),
        ("co", "~", 1), ("dV", "/=", 2), ("da", "delete[] ", 1), ("de", "*", 1), ("dl", "delete ", 1), ("ds", ".*", 2), ("dv", "/", 2), ("eO", "^=", 2),
        ("eo", "^", 2), ("eq", "==", 2), ("ge", ">=", 2), ("gt", ">", 2), ("ix", "[]", 2), ("lS", "<<=", 2), ("le", "<=", 2), ("ls", "<<", 2),
        ("lt", "<", 2), ("mI", "-=", 2), ("mL", "*=", 2), ("mi", "-", 2), ("ml", "*", 2), ("mm", "--", 1), ("na", "new[]", 0), ("ne", "!=", 2),
        ("ng", "-", 1), ("nt", "!", 1), ("nw", "new", 0), ("oR", "|=", 2), ("oo", "||", 2), ("or", "|", 2), ("pL", "+=", 2), ("pl", "+", 2),
        ("pm", "->*", 2), ("pp", "++", 1), ("ps", "+", 1), ("pt", "->", 2), ("qu", "?", 3), ("rM", "%=", 2), ("rS", ">>=", 2), ("rm", "%", 2),
        ("rs", ">>", 2), ("ss", "<=>", 2),
    ];

    private static readonly Dictionary<string, (string Text, int Operands)> ByCode = Build();

    internal static bool TryFind(string code, out string text, out int operands)
    {
        var found = ByCode.TryGetValue(code, out var row);
        text = row.Text ?? "";
        operands = row.Operands;
        return found;
    }

    private static Dictionary<string, (string Text, int Operands)> Build()
    {
        var result = new Dictionary<string, (string, int)>(Table.Length);
        foreach (var (code, text, operands) in Table)
            result.Add(code, (text, operands));
        return result;
    }
}
