using System;
using System.Text;

namespace Borescope.Symbols;

/// <summary>
/// Short forms of the names in perf maps. .NET writes <c>int32 [App] App.Parser::Read(string)[OptimizedTier1]</c>: return type, assembly, type and
/// method, parameters, compilation tier. The short form is <c>App.Parser.Read</c>, the same for every tier, so that samples of one method add up.
/// </summary>
internal static class PerfMapName
{
    internal static string Shorten(ReadOnlySpan<byte> name)
    {
        var rest = name;
        while (rest.IndexOf((byte)'[') is var open and >= 0)
        {
            rest = rest[(open + 1)..];
            var close = rest.IndexOf("] "u8);
            if (close < 0)
                break;

            // An assembly name, not the brackets of an array type.
            if (close == 0 || rest[..close].IndexOfAny((byte)'[', (byte)',') >= 0)
                continue;
            var member = rest[(close + 2)..];
            var parameters = member.IndexOf((byte)'(');
            if (parameters > 0)
                member = member[..parameters];
            var separator = member.LastIndexOf("::"u8);
            if (separator > 0 && parameters > 0)
                return Encoding.UTF8.GetString(member[..separator]) + "." + Encoding.UTF8.GetString(member[(separator + 2)..]);
        }

        return Encoding.UTF8.GetString(name);
    }
}
