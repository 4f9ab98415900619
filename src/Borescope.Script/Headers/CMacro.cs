using System.Collections.Generic;

namespace Borescope.Script.Headers;

/// <summary>A macro of the C preprocessor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Names of its parameters; null for one without parentheses.</param>
/// <param name="IsVariadic">Whether the last parameter takes all further arguments.</param>
/// <param name="Body">What stands for it.</param>
/// <param name="IsPredefined">Defined before any header was read.</param>
internal sealed record CMacro(string Name, IReadOnlyList<string>? Parameters, bool IsVariadic, IReadOnlyList<CToken> Body, bool IsPredefined = false)
{
    /// <summary>Reads a <c>#define</c>.</summary>
    /// <exception cref="HeaderException">It has no name, or its parameters are not closed.</exception>
    public static CMacro Read(CLine line)
    {
        if (line.Tokens.Count < 3 || line.Tokens[2].Kind != CTokenKind.Identifier)
            throw new HeaderException("a #define needs a name");
        string name = line.Tokens[2].Text;
        int body = 3;
        List<string>? parameters = null;
        bool variadic = false;
        if (line.Tokens.Count > 3 && line.Tokens[3].Is("(") && !line.Tokens[3].AfterBlank)
        {
            parameters = [];
            for (body = 4; body < line.Tokens.Count && !line.Tokens[body].Is(")"); body++)
            {
                if (line.Tokens[body].Kind == CTokenKind.Identifier)
                    parameters.Add(line.Tokens[body].Text);
                else if (line.Tokens[body].Is("..."))
                    variadic = true;
            }

            if (body == line.Tokens.Count)
                throw new HeaderException($"the parameters of the macro {name} are not closed: a ')' is missing on the line of its #define");

            // "args..." names what "..." calls __VA_ARGS__.
            if (variadic && !(line.Tokens[body - 2] is { Kind: CTokenKind.Identifier }))
                parameters.Add("__VA_ARGS__");
            body++;
        }

        var tokens = new List<CToken>();
        for (; body < line.Tokens.Count; body++)
            tokens.Add(line.Tokens[body]);
        return new CMacro(name, parameters, variadic, tokens);
    }
}
