using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Objects;

namespace Borescope.Generators.Objects;

/// <summary>Finds the members that maps and variables become.</summary>
internal static class MemberEmitter
{
    internal static List<MapMember> Maps(ObjectSpec spec, BtfSpec? btf, TypeTranslator types, string file, List<Finding> findings)
    {
        var members = new List<MapMember>();
        var views = new MapViewFinder(btf, types);
        foreach (var map in spec.Maps)
        {
            // Sections with variables are maps too; their variables are members. Two underscores mark what headers need for themselves.
            if (map.Name.StartsWith(".", StringComparison.Ordinal) || map.Name.StartsWith("__", StringComparison.Ordinal))
                continue;
            members.Add(new MapMember(map.Name, map.Type, views.Find(map, out var isUntyped)));
            if (isUntyped && btf is not null)
                findings.Add(ObjectRules.Untyped.Found(file, $"map {map.Name}"));
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
}
