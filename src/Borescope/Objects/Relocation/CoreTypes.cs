using System;
using Borescope.Btf;
using Borescope.Compiler.Btf;

namespace Borescope.Objects.Relocation;

/// <summary>Compares the object's types with the kernel's, as loosely or strictly as each kind of relocation wants.</summary>
internal static class CoreTypes
{
    private const int MaxDepth = 32;

    // Structures that contain each other are compared member by member; hostile ones would take for ever. The kernel's widest two structures
    // compared name by name need some ten thousand.
    private const int MaxVisits = 1 << 20;

    /// <summary>Whether a field of one type can stand for a field of the other: integers of any width, pointers of any kind, arrays by element.</summary>
    internal static bool AreFieldsCompatible(BtfType local, BtfType target)
    {
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            local = local.Resolve();
            target = target.Resolve();
            if (IsComposite(local) && IsComposite(target))
                return true;
            if (!BtfFlavours.AreAlike(local.Kind, target.Kind))
                return false;
            switch (local.Kind)
            {
                case BtfKind.Pointer or BtfKind.Float:
                    return true;
                case BtfKind.Forward or BtfKind.Enum or BtfKind.Enum64:
                    return local.NameBytes.IsEmpty || target.NameBytes.IsEmpty || HaveSameName(local, target);
                case BtfKind.Int:
                    return IsWhole(local) && IsWhole(target);
                case BtfKind.Array:
                    local = local.Target;
                    target = target.Target;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether two types whose names are the same are of the same shape: structures always, functions parameter by parameter.</summary>
    internal static bool AreCompatible(BtfType local, BtfType target)
    {
        var visits = 0;
        return BtfFlavours.AreAlike(local.Kind, target.Kind) && AreCompatible(local, target, 0, ref visits);
    }

    /// <summary>Whether the target has everything that the local type has, member by member.</summary>
    internal static bool Match(BtfType local, BtfType target)
    {
        var visits = 0;
        return Match(local, target, false, 0, ref visits);
    }

    internal static bool HaveSameName(BtfType left, BtfType right) => HaveSameName(left.NameBytes, right.NameBytes);

    internal static bool HaveSameName(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => BtfFlavours.Essential(left).SequenceEqual(BtfFlavours.Essential(right));

    internal static bool IsComposite(BtfType type) => type.Kind is BtfKind.Struct or BtfKind.Union;

    // Old compilers told bit fields by integers that begin inside of a byte.
    private static bool IsWhole(BtfType type) => ((BtfLayout.Word(type.Record, BtfLayout.TypeBytes) >> 16) & 0xff) == 0;

    private static bool AreCompatible(BtfType local, BtfType target, int depth, ref int visits)
    {
        for (; depth < MaxDepth && ++visits < MaxVisits; depth++)
        {
            local = local.Resolve();
            target = target.Resolve();
            if (!BtfFlavours.AreAlike(local.Kind, target.Kind))
                return false;
            switch (local.Kind)
            {
                case BtfKind.Void or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward:
                    return true;
                case BtfKind.Int:
                    return IsWhole(local) && IsWhole(target);
                case BtfKind.Pointer or BtfKind.Array:
                    break;
                case BtfKind.FunctionPrototype:
                    if (local.Count != target.Count)
                        return false;
                    for (var index = 0; index < local.Parameters.Count; index++)
                    {
                        if (!AreCompatible(local.Parameters[index].Type, target.Parameters[index].Type, depth + 1, ref visits))
                            return false;
                    }

                    break;
                default:
                    return false;
            }

            local = local.Target;
            target = target.Target;
        }

        return false;
    }

    private static bool Match(BtfType local, BtfType target, bool behindPointer, int depth, ref int visits)
    {
        for (; depth < MaxDepth && ++visits < MaxVisits; depth++)
        {
            local = local.Resolve();
            target = target.Resolve();
            if (!HaveSameName(local, target))
                return false;
            switch (local.Kind)
            {
                case BtfKind.Void:
                    return target.IsVoid;
                case BtfKind.Forward:
                    if (target.Kind == BtfKind.Forward)
                        return local.IsForwardUnion == target.IsForwardUnion;
                    return behindPointer && target.Kind == (local.IsForwardUnion ? BtfKind.Union : BtfKind.Struct);
                case BtfKind.Enum or BtfKind.Enum64:
                    return target.Kind is BtfKind.Enum or BtfKind.Enum64 && HasEnumerators(local, target, ref visits);
                case BtfKind.Struct or BtfKind.Union:
                    if (behindPointer && target.Kind == BtfKind.Forward)
                        return target.IsForwardUnion == (local.Kind == BtfKind.Union);
                    return local.Kind == target.Kind && (behindPointer || HasMembers(local, target, depth, ref visits));
                case BtfKind.Int:
                    return target.Kind == BtfKind.Int && local.RecordedSize == target.RecordedSize && local.IsSigned == target.IsSigned;
                case BtfKind.Pointer when target.Kind == BtfKind.Pointer:
                    behindPointer = true;
                    break;
                case BtfKind.Array when target.Kind == BtfKind.Array && local.ElementCount == target.ElementCount:
                    break;
                case BtfKind.FunctionPrototype when target.Kind == BtfKind.FunctionPrototype && local.Count == target.Count:
                    for (var index = 0; index < local.Parameters.Count; index++)
                    {
                        if (!Match(local.Parameters[index].Type, target.Parameters[index].Type, behindPointer, depth + 1, ref visits))
                            return false;
                    }

                    break;
                default:
                    return false;
            }

            local = local.Target;
            target = target.Target;
        }

        return false;
    }

    private static bool HasEnumerators(BtfType local, BtfType target, ref int visits)
    {
        if (local.Count > target.Count)
            return false;
        var candidates = target.EnumValues;
        for (var index = 0; index < local.Count; index++)
        {
            var found = false;
            for (var other = 0; other < candidates.Count && !found && ++visits < MaxVisits; other++)
                found = HaveSameName(local.EnumValues.NameAt(index), candidates.NameAt(other));
            if (!found)
                return false;
        }

        return true;
    }

    private static bool HasMembers(BtfType local, BtfType target, int depth, ref int visits)
    {
        if (local.Count > target.Count)
            return false;
        foreach (var member in local.Members)
        {
            var found = false;
            foreach (var candidate in target.Members)
            {
                if (++visits >= MaxVisits)
                    return false;
                if (!HaveSameName(member.NameBytes, candidate.NameBytes) || !Match(member.Type, candidate.Type, false, depth + 1, ref visits))
                    continue;
                found = true;
                break;
            }

            if (!found)
                return false;
        }

        return true;
    }
}
