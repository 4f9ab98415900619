using System;
using System.Text;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Objects.Relocation;

/// <summary>Finds in a kernel type what an access names in the object's types: members by name, also inside anonymous ones.</summary>
internal static class CoreMatch
{
    private const int MaxDepth = 32;
    private const int MaxVisits = 1 << 16;

    /// <summary>The same access in the candidate's types, null when the candidate has no such thing.</summary>
    internal static CoreAccess? Find(CoreAccess local, BtfType candidate, CoreRelocationKind kind)
    {
        var target = new CoreAccess(candidate);
        if (kind == CoreRelocationKind.TypeMatches)
            return CoreTypes.Match(local.Root, candidate) ? target : null;
        if (CoreAccess.IsType(kind))
            return CoreTypes.AreCompatible(local.Root, candidate) ? target : null;
        if (CoreAccess.IsEnumValue(kind))
            return FindEnumerator(local.Steps[0], candidate.Resolve(), target) ? target : null;
        return FindField(local, candidate, target) ? target : null;
    }

    private static bool FindEnumerator(CoreStep local, BtfType type, CoreAccess target)
    {
        if (type.Kind is not (BtfKind.Enum or BtfKind.Enum64))
            return false;
        var name = Encoding.UTF8.GetBytes(local.Type.EnumValues[local.Index].Name);
        for (var index = 0; index < type.Count; index++)
        {
            if (!CoreTypes.HaveSameName(name, type.EnumValues.NameAt(index)))
                continue;
            target.Steps.Add(new CoreStep(type, index, true));
            return true;
        }

        return false;
    }

    private static bool FindField(CoreAccess local, BtfType type, CoreAccess target)
    {
        for (var position = 0; position < local.Steps.Count; position++)
        {
            var step = local.Steps[position];
            type = type.Resolve();
            if (step.IsNamed)
            {
                var visits = 0;
                if (!FindMember(step, type, target, 0, ref visits, ref type))
                    return false;
                continue;
            }

            // The first step is arithmetic on a pointer to the root itself.
            if (position > 0)
            {
                if (type.Kind != BtfKind.Array || (step.Index >= type.ElementCount && !target.IsFlexible(target.Steps.Count - 1, type)))
                    return false;
                type = type.Target.Resolve();
            }

            target.Steps.Add(new CoreStep(type, step.Index, false));
            target.BitOffset += step.Index * type.Size * 8;
        }

        return true;
    }

    private static bool FindMember(CoreStep local, BtfType type, CoreAccess target, int depth, ref int visits, ref BtfType next)
    {
        type = type.Resolve();
        if (!CoreTypes.IsComposite(type) || depth > MaxDepth)
            return false;
        var wanted = local.Type.Members[local.Index];
        for (var index = 0; index < type.Count; index++)
        {
            if (++visits > MaxVisits)
                return false;
            var member = type.Members[index];
            if (member.NameBytes.IsEmpty)
            {
                target.BitOffset += member.BitOffset;
                if (FindMember(local, member.Type, target, depth + 1, ref visits, ref next))
                    return true;
                target.BitOffset -= member.BitOffset;
            }
            else if (member.NameBytes.SequenceEqual(wanted.NameBytes))
            {
                if (!CoreTypes.AreFieldsCompatible(wanted.Type, member.Type))
                    return false;
                target.BitOffset += member.BitOffset;
                target.Steps.Add(new CoreStep(type, index, true));
                next = member.Type;
                return true;
            }
        }

        return false;
    }
}
