using System;

namespace Borescope.Symbols;

internal static class CppDemangler
{
    internal static bool TryDemangle(ReadOnlySpan<byte> name, out string? text)
    {
        text = null;
        return false;
    }
}
