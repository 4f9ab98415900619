using Borescope.Script.Binding;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;

namespace Borescope.Script.Editing;

/// <summary>Finds what stands before a <c>.</c> or <c>-></c> of a half-written expression, and its type.</summary>
internal static class Receiver
{
    /// <summary>The position behind the receiver when a member is being written at a position, else -1.</summary>
    /// <param name="text">The script.</param>
    /// <param name="wordStart">Where the member's name starts, or would.</param>
    public static int EndBefore(string text, int wordStart)
    {
        if (wordStart >= 2 && text[wordStart - 1] == '>' && text[wordStart - 2] == '-')
            return wordStart - 2;
        bool dot = wordStart >= 2 && text[wordStart - 1] == '.' && text[wordStart - 2] != '.';
        return dot && StartOf(text, wordStart - 1) < wordStart - 1 ? wordStart - 1 : -1;
    }

    /// <summary>The type of the receiver that ends at a position; pointers to structs give the struct. Null when it is not known.</summary>
    public static ScriptType? TypeOf(string text, string? path, int end, in CursorContext context, IKernelModel model)
    {
        // The statement it stands in may be broken, so a small one takes its place: "_ = receiver;". All else stays, since it gives maps and
        // variables their types; when that is broken too, the rest of the probe is left out.
        string before = context.InPredicate ? text[..(context.StatementStart - 1)] + "{" : text[..context.StatementStart];
        string receiver = text[StartOf(text, end)..end];
        string after = text[context.DeclarationEnd(text, end)..];
        int next = context.InPredicate ? -1 : text.IndexOf(';', end);
        return (next < 0 ? null : TypeIn(before, receiver, text[(next + 1)..], path, model))
            ?? TypeIn(before, receiver, new string('}', context.InPredicate ? 1 : context.Depth) + "\n" + after, path, model);
    }

    private static ScriptType? TypeIn(string before, string receiver, string after, string? path, IKernelModel model)
    {
        const string Discard = " _ = ";
        string patched = string.Concat(before, Discard, receiver, ";") + after;
        int end = before.Length + Discard.Length + receiver.Length;
        ScriptInspection inspection = ScriptInspection.Of(patched, path, model);

        // The span of an expression in parentheses lacks them.
        int inner = end;
        while (inner > 0 && (patched[inner - 1] == ')' || char.IsWhiteSpace(patched[inner - 1])))
            inner--;
        BoundExpression? found = inspection.Smallest(e => e.Span.End >= inner && e.Span.End <= end && e.Span.Start >= before.Length && HasMembers(e.Type));
        return found?.Type is PointerType { Target: StructType target } ? target : found?.Type;
    }

    private static bool HasMembers(ScriptType type) => type is StructType or PointerType { Target: StructType } or TupleType;

    // Walks back over names, member accesses, indices, calls and casts.
    private static int StartOf(string text, int end)
    {
        int at = end;
        while (at > 0)
        {
            char c = text[at - 1];
            if (c is ')' or ']')
            {
                int open = Opening(text, at - 1);
                if (open < 0)
                    return at;
                at = open;
            }
            else if (char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '@')
            {
                at--;
            }
            else if (c == '.')
            {
                at--;
            }
            else if (c == '>' && at >= 2 && text[at - 2] == '-')
            {
                at -= 2;
            }
            else
            {
                return at;
            }
        }

        return 0;
    }

    private static int Opening(string text, int close)
    {
        int depth = 0;
        for (int at = close; at >= 0; at--)
        {
            if (text[at] is ')' or ']')
                depth++;
            else if (text[at] is '(' or '[' && --depth == 0)
                return at;
            else if (text[at] is ';' or '{' or '}')
                break;
        }

        return -1;
    }
}
