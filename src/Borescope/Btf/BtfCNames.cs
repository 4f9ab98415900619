using System;
using System.Collections.Generic;
using System.Globalization;

namespace Borescope.Btf;

/// <summary>
/// Names of a C header. A blob may hold several types of one name (files that see different definitions); the second gets <c>___2</c> behind it, which
/// relocation by name takes for a flavour of the first. Tags and other identifiers are separate, as in C.
/// </summary>
internal sealed class BtfCNames
{
    private readonly Dictionary<uint, string> _byType = [];
    private readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _identifiers = new(StringComparer.Ordinal);

    /// <summary>Tag of a structure, union or enumeration.</summary>
    internal string Tag(BtfType type) => Of(type, _tags);

    /// <summary>Name of a typedef.</summary>
    internal string Typedef(BtfType type) => Of(type, _identifiers);

    /// <summary>Name of an enumerator; each call is another definition.</summary>
    internal string Enumerator(string name) => Take(name, _identifiers);

    /// <summary>Whether C can spell it: names of other languages' types may hold anything.</summary>
    internal static bool IsIdentifier(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit((char)name[0]))
            return false;
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != (byte)'_')
                return false;
        }

        return true;
    }

    private string Of(BtfType type, Dictionary<string, int> names)
    {
        if (!_byType.TryGetValue(type.Id, out var name))
            _byType.Add(type.Id, name = Take(type.Name, names));
        return name;
    }

    private static string Take(string name, Dictionary<string, int> names)
    {
        var count = names.GetValueOrDefault(name) + 1;
        names[name] = count;
        return count == 1 ? name : $"{name}___{count.ToString(CultureInfo.InvariantCulture)}";
    }
}
