using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Script.Headers;

/// <summary>Replaces macros by what stands for them, as C says: arguments first, then the whole again, and no macro within itself.</summary>
/// <param name="macros">The macros by name.</param>
/// <param name="budget">How many tokens may come out of expansions before this is given up.</param>
internal sealed class MacroExpander(Dictionary<string, CMacro> macros, HeaderBudget budget)
{
    private const int MaxDepth = 100;

    private readonly Dictionary<string, int> _open = [];
    private int _depth;

    /// <summary>Expands all macros in a list of tokens.</summary>
    /// <exception cref="HeaderException">The expansion does not end.</exception>
    public List<CToken> Expand(IReadOnlyList<CToken> tokens)
    {
        if (++_depth > MaxDepth)
            throw new HeaderException("macros are nested too deeply");
        var output = new List<CToken>(tokens.Count);
        var rest = new LinkedList<CToken>(tokens);
        while (rest.First is { } node)
        {
            CToken token = node.Value;
            rest.RemoveFirst();
            if (token.Kind == CTokenKind.EndOfMacro)
                _open[token.Text]--;
            else if (token.Kind != CTokenKind.Identifier || token.IsFinal || !macros.TryGetValue(token.Text, out CMacro? macro) || !TryReplace(token, macro, rest, output))
                output.Add(token);
        }

        _depth--;
        return output;
    }

    private bool TryReplace(CToken token, CMacro macro, LinkedList<CToken> rest, List<CToken> output)
    {
        if (_open.GetValueOrDefault(macro.Name) > 0)
        {
            output.Add(token with { IsFinal = true });
            return true;
        }

        List<List<CToken>>? arguments = null;
        if (macro.Parameters is not null && (arguments = TakeArguments(rest, macro)) is null)
            return false;
        List<CToken> body = Substitute(macro, arguments, token);
        budget.Spend(body.Count + 1);
        _open[macro.Name] = _open.GetValueOrDefault(macro.Name) + 1;
        rest.AddFirst(new CToken(CTokenKind.EndOfMacro, macro.Name, token.Line, false));
        for (int index = body.Count - 1; index >= 0; index--)
            rest.AddFirst(body[index]);
        return true;
    }

    // The arguments in parentheses; null when none follow: then the name is no call. What is taken is gone from the rest.
    private List<List<CToken>>? TakeArguments(LinkedList<CToken> rest, CMacro macro)
    {
        LinkedListNode<CToken>? node = rest.First;
        while (node is { Value.Kind: CTokenKind.EndOfMacro })
            node = node.Next;
        if (node?.Value.Is("(") != true)
            return null;
        var arguments = new List<List<CToken>> { new() };
        int depth = 0;
        while (rest.First is { } next)
        {
            CToken token = next.Value;
            rest.RemoveFirst();
            if (token.Kind == CTokenKind.EndOfMacro)
            {
                _open[token.Text]--;
                continue;
            }

            bool opens = token.Is("("), closes = token.Is(")");
            if (opens && depth++ == 0)
                continue;
            if (closes && --depth == 0)
            {
                if (arguments is [{ Count: 0 }] && macro.Parameters!.Count == 0)
                    return [];
                int least = macro.Parameters!.Count - (macro.IsVariadic ? 1 : 0);
                if (arguments.Count < least || arguments.Count > macro.Parameters.Count)
                    throw new HeaderException($"the macro {macro.Name} takes {least}{(macro.IsVariadic ? " or more" : "")} argument{(least == 1 ? "" : "s")} ({arguments.Count} given)");
                return arguments;
            }

            bool last = macro.IsVariadic && arguments.Count == macro.Parameters!.Count;
            if (token.Is(",") && depth == 1 && !last)
                arguments.Add([]);
            else
                arguments[^1].Add(token);
        }

        throw new HeaderException($"the arguments of the macro {macro.Name} do not end");
    }

    private List<CToken> Substitute(CMacro macro, List<List<CToken>>? arguments, CToken use)
    {
        var result = new List<CToken>();
        for (int index = 0; index < macro.Body.Count; index++)
        {
            CToken token = macro.Body[index] with { Line = use.Line };
            if (index == 0)
                token = token with { AfterBlank = use.AfterBlank };
            bool pasted = index + 1 < macro.Body.Count && macro.Body[index + 1].Is("##");
            if (token.Is("##") && index + 1 < macro.Body.Count && result.Count > 0)
            {
                CToken right = macro.Body[++index] with { Line = use.Line };
                List<CToken> tail = Argument(macro, arguments, right) is { } raw ? [.. raw] : [right];
                Paste(result, tail, use);
                continue;
            }

            if (token.Is("#") && arguments is not null && index + 1 < macro.Body.Count && Argument(macro, arguments, macro.Body[index + 1]) is { } quoted)
            {
                index++;
                result.Add(new CToken(CTokenKind.Text, Quote(quoted), use.Line, token.AfterBlank));
                continue;
            }

            if (Argument(macro, arguments, token) is { } argument)
            {
                List<CToken> inserted = pasted ? argument : Expand(argument);
                budget.Spend(inserted.Count);
                foreach (CToken part in inserted)
                    result.Add(part with { Line = use.Line });

                // An empty argument in front of ## leaves the other side alone.
                if (pasted && inserted.Count == 0)
                    result.Add(new CToken(CTokenKind.Punctuator, "", use.Line, false));
                continue;
            }

            result.Add(token);
        }

        result.RemoveAll(static t => t.Text.Length == 0);
        return result;
    }

    private static void Paste(List<CToken> result, List<CToken> tail, CToken use)
    {
        if (tail.Count == 0)
            return;
        string joined = result[^1].Text + tail[0].Text;
        bool blank = result[^1].AfterBlank;
        result.RemoveAt(result.Count - 1);
        foreach (CToken part in CLexer.LineOf(joined))
        {
            result.Add(part with { Line = use.Line, AfterBlank = blank });
            blank = false;
        }

        for (int index = 1; index < tail.Count; index++)
            result.Add(tail[index] with { Line = use.Line });
    }

    private static List<CToken>? Argument(CMacro macro, List<List<CToken>>? arguments, CToken token)
    {
        if (arguments is null || token.Kind != CTokenKind.Identifier)
            return null;
        for (int index = 0; index < macro.Parameters!.Count; index++)
        {
            if (macro.Parameters[index] == token.Text)
                return index < arguments.Count ? arguments[index] : [];
        }

        return null;
    }

    private static string Quote(List<CToken> tokens)
    {
        var text = new StringBuilder("\"");
        for (int index = 0; index < tokens.Count; index++)
        {
            if (index > 0 && tokens[index].AfterBlank)
                text.Append(' ');
            text.Append(tokens[index].Kind == CTokenKind.Text ? tokens[index].Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) : tokens[index].Text);
        }

        return text.Append('"').ToString();
    }
}
