using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Script.Headers;

/// <summary>The conditionals that are open in a file, and whether its text counts: <c>#if</c>, <c>#ifdef</c>, <c>#ifndef</c>, <c>#elif</c>, <c>#else</c>, <c>#endif</c>.</summary>
/// <param name="macros">What is defined; changes as the file is read.</param>
/// <param name="budget">Bounds what conditions may expand to.</param>
/// <param name="hasHeader">Answers <c>__has_include</c>.</param>
internal sealed class CConditions(Dictionary<string, CMacro> macros, HeaderBudget budget, Func<string, bool> hasHeader)
{
    private readonly Stack<(Branch Branch, bool SeenElse)> _open = [];

    /// <summary>Whether the text here counts.</summary>
    public bool IsActive => _open.Count == 0 || _open.Peek().Branch == Branch.Taken;

    /// <summary>Whether a conditional waits for its end.</summary>
    public bool IsOpen => _open.Count > 0;

    /// <summary>Takes a directive if it is one of these.</summary>
    /// <returns>False for all others.</returns>
    /// <exception cref="HeaderException">It does not fit here, or its condition is none: then the branch does not count.</exception>
    public bool TryTake(CLine line)
    {
        string word = line.Tokens[1].Text;
        switch (word)
        {
            case "if" or "ifdef" or "ifndef":
                bool counts = IsActive;
                _open.Push((counts ? Branch.Waiting : Branch.Over, false));
                if (counts && Holds(word, line))
                    Become(Branch.Taken);
                return true;
            case "elif" or "else" or "endif" when _open.Count == 0:
                throw new HeaderException($"#{word} without #if");
            case "elif" or "else" when _open.Peek().SeenElse:
                throw new HeaderException($"#{word} behind #else");
            case "elif":
                if (_open.Peek().Branch != Branch.Waiting)
                    Become(Branch.Over);
                else if (Holds("if", line))
                    Become(Branch.Taken);
                return true;
            case "else":
                _open.Push((_open.Pop().Branch == Branch.Waiting ? Branch.Taken : Branch.Over, true));
                return true;
            case "endif":
                _open.Pop();
                return true;
            default:
                return false;
        }
    }

    private void Become(Branch branch) => _open.Push((branch, _open.Pop().SeenElse));

    private bool Holds(string word, CLine line)
    {
        if (word != "if")
            return line.Tokens.Count > 2 ? macros.ContainsKey(line.Tokens[2].Text) == (word == "ifdef") : throw new HeaderException($"#{word} needs a name");
        var tokens = new List<CToken>();
        for (int index = 2; index < line.Tokens.Count; index++)
        {
            CToken token = line.Tokens[index];
            if (token.Text is "defined" or "__has_include" or "__has_include_next" or "__has_attribute" or "__has_builtin" or "__has_feature")
                tokens.Add(token with { Kind = CTokenKind.Number, Text = Ask(token.Text, line, ref index) ? "1" : "0" });
            else
                tokens.Add(token);
        }

        return ConditionEvaluator.Evaluate(new MacroExpander(macros, budget).Expand(tokens)) != 0;
    }

    // "defined X", "defined(X)", "__has_include(<x.h>)": index ends on the last token taken.
    private bool Ask(string question, CLine line, ref int index)
    {
        bool parenthesis = index + 1 < line.Tokens.Count && line.Tokens[index + 1].Is("(");
        if (parenthesis)
            index++;
        var asked = new StringBuilder();
        for (index++; index < line.Tokens.Count; index++)
        {
            if (parenthesis && line.Tokens[index].Is(")"))
                break;
            asked.Append(line.Tokens[index].Text);
            if (!parenthesis)
                break;
        }

        string name = asked.ToString();
        return question switch
        {
            "defined" => macros.ContainsKey(name),
            "__has_include" or "__has_include_next" => name.Length > 2 && hasHeader(name[1..^1]),
            _ => false,
        };
    }

    private enum Branch
    {
        /// <summary>This branch counts.</summary>
        Taken,

        /// <summary>No branch has counted yet.</summary>
        Waiting,

        /// <summary>A branch has counted, or the whole does not.</summary>
        Over,
    }
}
