using System;

namespace Borescope.Script.Editing;

/// <summary>What surrounds a position of a text that need not be a whole script yet.</summary>
/// <param name="Place">The kind of place.</param>
/// <param name="DeclarationStart">Where the probe or other declaration starts.</param>
/// <param name="StatementStart">Code: where the statement starts, outside of all parentheses.</param>
/// <param name="Depth">Braces open.</param>
/// <param name="InPredicate">Code between the slashes of a predicate.</param>
internal readonly record struct CursorContext(CursorPlace Place, int DeclarationStart, int StatementStart, int Depth, bool InPredicate)
{
    private static readonly string[] DefinitionWords = ["struct", "union", "enum", "typedef"];

    /// <summary>Looks at the text before a position.</summary>
    public static CursorContext At(string text, int position)
    {
        int declaration = 0, statement = 0, depth = 0, index = 0;
        bool predicate = false;
        CursorPlace block = CursorPlace.Code;
        while (index < position)
        {
            int skipped = SkipText(text, index);
            if (skipped > position)
                return new CursorContext(CursorPlace.Nothing, declaration, statement, depth, predicate);
            if (skipped > index)
            {
                index = skipped;
                continue;
            }

            char c = text[index++];
            switch (c)
            {
                case '{':
                    if (depth++ == 0)
                        block = KindOf(text.AsSpan(declaration, index - 1 - declaration));
                    statement = index;
                    predicate = false;
                    break;
                case '}':
                    depth = Math.Max(0, depth - 1);
                    statement = index;
                    if (depth == 0)
                        declaration = index;
                    break;
                case ';':
                    statement = index;
                    if (depth == 0)
                        declaration = index;
                    break;
                case '\n' when depth == 0 && text.AsSpan(declaration, index - declaration).TrimStart().StartsWith("#"):
                    declaration = index;
                    break;

                // Attach points hold slashes too, those of paths, but never behind a blank.
                case '/' when depth == 0 && index > 1 && char.IsWhiteSpace(text[index - 2]):
                    predicate = !predicate;
                    statement = index;
                    break;
            }
        }

        CursorPlace place = depth > 0 ? block : predicate ? CursorPlace.Code : CursorPlace.TopLevel;
        return new CursorContext(place, declaration, statement, depth, predicate);
    }

    /// <summary>Where the declaration around a position ends: behind the brace that closes it, or at the end of the text.</summary>
    public int DeclarationEnd(string text, int position)
    {
        int depth = Depth;
        for (int index = position; index < text.Length;)
        {
            int skipped = SkipText(text, index);
            if (skipped > index)
            {
                index = skipped;
                continue;
            }

            char c = text[index++];
            if (c == '{')
                depth++;
            else if (c == '}' && --depth <= 0)
                return index;
        }

        return text.Length;
    }

    // Behind the comment or string that starts here; here where none does. One without end reaches past the text.
    private static int SkipText(string text, int index)
    {
        ReadOnlySpan<char> rest = text.AsSpan(index);
        if (rest.StartsWith("//"))
        {
            int line = rest.IndexOf('\n');
            return line < 0 ? text.Length + 1 : index + line + 1;
        }

        if (rest.StartsWith("/*"))
        {
            int end = rest[2..].IndexOf("*/");
            return end < 0 ? text.Length + 1 : index + end + 4;
        }

        if (rest[0] != '"')
            return index;
        for (int i = 1; i < rest.Length && rest[i] != '\n'; i++)
        {
            if (rest[i] == '\\')
                i++;
            else if (rest[i] == '"')
                return index + i + 1;
        }

        int end2 = rest.IndexOf('\n');
        return end2 < 0 ? text.Length + 1 : index + end2 + 1;
    }

    private static CursorPlace KindOf(ReadOnlySpan<char> head)
    {
        head = head.Trim();
        if (head.StartsWith("config"))
            return CursorPlace.Config;
        foreach (string word in DefinitionWords)
        {
            if (head.StartsWith(word) && head.Length > word.Length && char.IsWhiteSpace(head[word.Length]))
                return CursorPlace.Definition;
        }

        return CursorPlace.Code;
    }
}
