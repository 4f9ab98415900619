using System;
using System.Text;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Member lookup that sees through anonymous structures and unions.</summary>
internal static class BtfMemberSearch
{
    // Hostile input can nest anonymous members so that a depth-first walk visits them exponentially often.
    private const int MaxVisits = 65536;

    internal static bool TryFind(BtfType type, ReadOnlySpan<char> name, long bits, int depth, out BtfMember member)
    {
        member = default;
        if (name.Length is 0 or > BtfLimits.MaxNameBytes)
            return false;
        Span<byte> buffer = name.Length <= 256 ? stackalloc byte[768] : new byte[name.Length * 3];
        var visits = 0;
        return Search(type, buffer[..Encoding.UTF8.GetBytes(name, buffer)], bits, depth, ref visits, out member);
    }

    private static bool Search(BtfType type, ReadOnlySpan<byte> name, long bits, int depth, ref int visits, out BtfMember member)
    {
        member = default;
        if (depth > BtfLimits.MaxDepth)
            return false;
        foreach (var candidate in type.Members)
        {
            if (++visits > MaxVisits)
                return false;
            var candidateName = candidate.NameBytes;
            if (candidateName.IsEmpty)
            {
                var inner = candidate.Type.Resolve();
                if (inner.Kind is BtfKind.Struct or BtfKind.Union
                    && Search(inner, name, bits + candidate.BitOffset, depth + 1, ref visits, out member))
                    return true;
            }
            else if (candidateName.SequenceEqual(name))
            {
                member = candidate.MovedBy(bits);
                return true;
            }
        }

        return false;
    }
}
