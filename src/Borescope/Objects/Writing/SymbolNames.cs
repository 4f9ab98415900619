using System.Text;

namespace Borescope.Objects.Writing;

/// <summary>Names as C and the kernel take them.</summary>
internal static class SymbolNames
{
    /// <summary>An identifier: <c>@map</c> is AT_map, <c>.events</c> events.</summary>
    internal static string Identifier(string name)
    {
        var text = new StringBuilder(name.Length + 3);
        foreach (var letter in name.TrimStart('.'))
        {
            if (letter == '@')
                text.Append("AT_");
            else
                text.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        return text.ToString();
    }

    /// <summary>The name of a function: compilers put points into those that they make of others.</summary>
    internal static string Function(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name)
            text.Append(char.IsAsciiLetterOrDigit(letter) || letter == '.' ? letter : '_');
        return text.ToString();
    }
}
