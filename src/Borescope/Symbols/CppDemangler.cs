using System;
using System.Text;
using Borescope.Symbols.Demangling;

namespace Borescope.Symbols;

/// <summary>
/// Turns symbol names of C++ compilers (Itanium C++ ABI, <c>_Z…</c>) into what the source says, in the form of GNU c++filt. Any bytes are allowed;
/// what is not understood is left as it is.
/// </summary>
public static class CppDemangler
{
    /// <summary>Longest mangled name looked at, in bytes.</summary>
    internal const int MaxBytes = 32 << 10;

    /// <summary>Whether a name may be a mangled one.</summary>
    public static bool IsMangled(ReadOnlySpan<byte> name) => name.Length > 2 && name[0] == (byte)'_' && name[1] == (byte)'Z';

    /// <summary>Demangles a name.</summary>
    /// <param name="name">Symbol name without version.</param>
    /// <param name="text">The name as the source has it, such as <c>ns::Type&lt;int&gt;::method(char const*)</c>; null on failure.</param>
    public static bool TryDemangle(ReadOnlySpan<byte> name, out string? text)
    {
        text = null;
        if (!IsMangled(name) || name.Length > MaxBytes)
            return false;
        var mangled = Encoding.UTF8.GetString(name);
        var parser = new CppParser(mangled, null);
        text = parser.Parse();

        // Conversion operators name template parameters before their arguments come; the second time they are known.
        if (text is not null && parser.NeedsSecondPass)
            text = new CppParser(mangled, parser.TemplateArguments).Parse();
        return text is not null;
    }
}
