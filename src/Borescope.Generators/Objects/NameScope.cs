using System;
using System.Collections.Generic;
using System.Globalization;

namespace Borescope.Generators.Objects;

/// <summary>Names that are taken inside of a type.</summary>
internal sealed class NameScope(params string[] taken)
{
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    /// <summary>The wanted name, with a word behind it when that one is taken, and a number when that one is taken too.</summary>
    internal string Claim(string wanted, string word)
    {
        if (_taken.Add(wanted))
            return wanted;
        var longer = wanted + word;
        for (var number = 2; !_taken.Add(longer); number++)
            longer = wanted + word + number.ToString(CultureInfo.InvariantCulture);
        return longer;
    }
}
