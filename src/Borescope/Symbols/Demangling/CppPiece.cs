using System;
using System.Text;

namespace Borescope.Symbols.Demangling;

/// <summary>
/// A part of a demangled name. C declarations grow to both sides of what they declare, so a type has a left and a right text: <c>int (*</c> and
/// <c>)(char)</c>. A parameter pack has elements, and what is done to it is done to each of them.
/// </summary>
internal sealed class CppPiece
{
    internal CppPiece(string left, string right = "", CppShape shape = CppShape.Plain)
    {
        Left = left;
        Right = right;
        Shape = shape;
    }

    internal CppPiece(CppPiece[] elements, bool isExpanded)
        : this("")
    {
        Elements = elements;
        IsExpanded = isExpanded;
    }

    internal static CppPiece Empty { get; } = new("");

    internal string Left { get; }

    internal string Right { get; }

    internal CppShape Shape { get; }

    /// <summary>Members of a parameter pack, null for anything else.</summary>
    internal CppPiece[]? Elements { get; }

    /// <summary>Whether the elements of the pack stand side by side in the list around it.</summary>
    internal bool IsExpanded { get; }

    /// <summary>Name of the class without scope and arguments, as constructors repeat it.</summary>
    internal string BaseName { get; init; } = "";

    /// <summary>The long form of an abbreviation, which constructors use.</summary>
    internal string? LongForm { get; init; }

    /// <summary>For a template parameter its index + 1: a reference back means the parameter, which may be another type by then.</summary>
    internal int Parameter { get; init; }

    /// <summary>The whole text; members of a pack separated by commas.</summary>
    internal string Text
    {
        get
        {
            if (Elements is null)
                return Right.Length == 0 ? Left : Left + Right;
            var builder = new StringBuilder();
            foreach (var element in Elements)
            {
                if (builder.Length > CppParser.MaxTextLength)
                    break;
                if (element.Text is { Length: > 0 } text)
                    builder.Append(builder.Length > 0 ? ", " : "").Append(text);
            }

            return builder.ToString();
        }
    }

    /// <summary>Applies an operation, to each element of a pack that is not expanded yet.</summary>
    internal CppPiece Map(Func<CppPiece, CppPiece> operation)
    {
        if (Elements is null || IsExpanded)
            return operation(this);
        return new CppPiece(Array.ConvertAll(Elements, element => element.Map(operation)), false);
    }
}
