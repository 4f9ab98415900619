using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Generators.Objects;

/// <summary>Finds the members that maps and variables become.</summary>
internal static class MemberEmitter
{
    // Maps whose elements user space reads and writes by key and value.
    private static readonly HashSet<BpfMapType> s_keyed =
    [
        BpfMapType.Hash, BpfMapType.Array, BpfMapType.PerCpuHash, BpfMapType.PerCpuArray, BpfMapType.LruHash, BpfMapType.LruPerCpuHash, BpfMapType.LongestPrefixTrie,
    ];

    internal static List<MapMember> Maps(ObjectSpec spec, BtfSpec? btf, TypeTranslator types, string file, List<Finding> findings)
    {
        var members = new List<MapMember>();
        foreach (var map in spec.Maps)
        {
            // Sections with variables are maps too; their variables are members. Two underscores mark what headers need for themselves.
            if (map.Name.StartsWith(".", StringComparison.Ordinal) || map.Name.StartsWith("__", StringComparison.Ordinal))
                continue;
            if (!s_keyed.Contains(map.Type))
            {
                members.Add(new MapMember(map.Name, map.Type, null, null));
                continue;
            }

            var pascal = Identifiers.Pascal(map.Name);
            var key = Element(btf, map.KeyTypeId, map.KeySize, types, pascal + "Key");
            var value = Element(btf, map.ValueTypeId, map.ValueSize, types, pascal + "Value");
            if (key is null || value is null)
            {
                if (btf is not null)
                    findings.Add(ObjectRules.Untyped.Found(file, $"map {map.Name}"));
                key = null;
            }

            members.Add(new MapMember(map.Name, map.Type, key, value));
        }

        return members;
    }

    internal static List<VariableMember> Variables(ObjectSpec spec, BtfSpec? btf, TypeTranslator types, string file, List<Finding> findings)
    {
        var members = new List<VariableMember>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (btf is null)
            return members;
        foreach (var variable in spec.Variables)
        {
            // Static variables of several functions can share a name, and the compiler may have changed what they mean.
            // Those called unused_ are only there so that clang keeps their types.
            if (!variable.IsGlobal || variable.Name.StartsWith("unused", StringComparison.Ordinal) || !seen.Add(variable.Name))
                continue;
            var isConstant = variable.Map.StartsWith(".rodata", StringComparison.Ordinal);
            Add(variable.Name, variable.TypeId, variable.Size, isConstant ? VariablePlace.Constant : VariablePlace.Live);
        }

        foreach (var item in spec.Externs)
        {
            if (item.Kind == ExternKind.Configuration && seen.Add(item.Name))
                Add(item.Name, item.TypeId, item.Size, VariablePlace.Configuration);
        }

        return members;

        void Add(string name, uint typeId, int size, VariablePlace place)
        {
            var type = btf[typeId];
            if (type.Size == size && types.Find(type, Identifiers.Pascal(name) + "Value") is { } found)
                members.Add(new VariableMember(name, found, type.Declare(name), place));
            else
                findings.Add(ObjectRules.Untyped.Found(file, $"variable {name}"));
        }
    }

    // A definition that gives sizes only: numbers of that size are the best guess, and right for the usual uses.
    private static string? Element(BtfSpec? btf, uint typeId, uint size, TypeTranslator types, string suggestion)
    {
        if (btf is not null && typeId != 0 && btf[typeId] is var type && type.Size == size)
            return types.Find(type, suggestion);
        return size is 4 or 8 ? TypeTranslator.Number(size, isSigned: false) : null;
    }
}
