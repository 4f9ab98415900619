using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Objects;

namespace Borescope.Generators.Objects;

/// <summary>Finds the typed view of a map and the C# types it is made of.</summary>
internal sealed class MapViewFinder(BtfSpec? btf, TypeTranslator types)
{
    // The length before the address in a key of a trie.
    private const uint PrefixBytes = 4;

    /// <summary>The view as C# spells it, null when the map is reached as bytes.</summary>
    /// <param name="map">The map.</param>
    /// <param name="isUntyped">Whether there would be a view, had its elements C# types.</param>
    internal string? Find(MapSpec map, out bool isUntyped)
    {
        isUntyped = false;
        if (MapViews.Find(map.Type) is not var (view, parts))
            return null;
        var pascal = Identifiers.Pascal(map.Name);
        var arguments = new List<string?>();
        if (parts.HasFlag(MapViewParts.Key))
            arguments.Add(Element(map.KeyTypeId, map.KeySize, pascal + "Key"));
        if (parts.HasFlag(MapViewParts.Address))
            arguments.Add(Address(map, pascal, ref view));
        if (parts.HasFlag(MapViewParts.Value))
            arguments.Add(Element(map.ValueTypeId, map.ValueSize, pascal + "Value"));
        isUntyped = arguments.Contains(null);
        if (isUntyped)
            return null;
        return arguments.Count == 0 ? view : $"{view}<{string.Join(", ", arguments)}>";
    }

    // What stands in the key behind the length: one member, or several that become a structure of their own.
    private string? Address(MapSpec map, string pascal, ref string view)
    {
        if (map.KeySize <= PrefixBytes)
            return null;
        if (btf is null || map.KeyTypeId == 0)
            return Element(0, map.KeySize - PrefixBytes, "");
        var key = btf[map.KeyTypeId].Resolve();
        if (key.Kind == BtfKind.Struct && key.Size == map.KeySize && key.Count >= 2 && IsMember(key, 0, 0, PrefixBytes) && IsBehindLength(key))
        {
            return key.Count == 2 && IsMember(key, 1, PrefixBytes, map.KeySize - PrefixBytes)
                ? types.Find(key.Members[1].Type, pascal + "Address")
                : types.FindRest(key, (int)PrefixBytes, (key.NameBytes.IsEmpty ? pascal : Identifiers.Pascal(key.Name)) + "Address");
        }

        // A key of another build says more than its bytes would.
        view = MapViews.ByKey;
        return Element(map.KeyTypeId, map.KeySize, pascal + "Key");
    }

    private static bool IsBehindLength(BtfType type)
    {
        for (var index = 1; index < type.Count; index++)
        {
            if (type.Members[index].BitOffset < PrefixBytes * 8)
                return false;
        }

        return true;
    }

    private static bool IsMember(BtfType type, int index, uint offset, uint bytes)
    {
        var member = type.Members[index];
        return !member.IsBitfield && member.Offset == offset && member.Type.Size == bytes;
    }

    // A definition that gives sizes only: numbers of that size are the best guess, and right for the usual uses.
    private string? Element(uint typeId, uint size, string suggestion)
    {
        if (btf is not null && typeId != 0 && btf[typeId] is var type && type.Size == size)
            return types.Find(type, suggestion);
        return size is 4 or 8 ? TypeTranslator.Number(size, isSigned: false) : null;
    }
}
