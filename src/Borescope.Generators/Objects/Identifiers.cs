using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Borescope.Generators.Objects;

/// <summary>C names as C# names. The names come out of a file and may hold anything.</summary>
internal static class Identifiers
{
    private const int Longest = 200;

    /// <summary>The C# way to write a C name: <c>target_pid</c> and <c>TARGET_PID</c> become <c>TargetPid</c>.</summary>
    internal static string Pascal(string name)
    {
        var isShouted = !name.Any(char.IsLower);
        var text = new StringBuilder();
        var atStart = true;
        foreach (var character in name)
        {
            if (!IsLetterOrDigit(character))
            {
                atStart = true;
                continue;
            }

            text.Append(atStart ? char.ToUpperInvariant(character) : isShouted ? char.ToLowerInvariant(character) : character);
            atStart = char.IsDigit(character) && isShouted;
        }

        return Finish(text);
    }

    /// <summary>A C name as it is, with what C# does not allow in names replaced.</summary>
    internal static string Verbatim(string name)
    {
        var text = new StringBuilder();
        foreach (var character in name)
            text.Append(IsLetterOrDigit(character) ? character : '_');
        var identifier = Finish(text);
        return SyntaxFacts.GetKeywordKind(identifier) == SyntaxKind.None ? identifier : "@" + identifier;
    }

    /// <summary>Whether a text can stand as the name of a class.</summary>
    internal static bool IsName(string text) => SyntaxFacts.IsValidIdentifier(text) && SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None;

    private static string Finish(StringBuilder text)
    {
        if (text.Length > Longest)
            text.Length = Longest;
        if (text.Length == 0)
            return "Unnamed";
        return text[0] is >= '0' and <= '9' ? "_" + text : text.ToString();
    }

    private static bool IsLetterOrDigit(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' && character != '_'
        || (character > 127 && char.IsLetter(character));
}
