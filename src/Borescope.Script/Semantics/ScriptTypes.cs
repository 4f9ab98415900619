using System;
using System.Collections.Generic;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>Types, enumerators and <c>#define</c>s by name: those of the script first, then the kernel's.</summary>
internal sealed class ScriptTypes
{
    private static readonly (string Name, int Bytes, bool Signed)[] Integers =
    [
        ("int8", 1, true), ("int16", 2, true), ("int32", 4, true), ("int64", 8, true),
        ("uint8", 1, false), ("uint16", 2, false), ("uint32", 4, false), ("uint64", 8, false),
        ("int8_t", 1, true), ("int16_t", 2, true), ("int32_t", 4, true), ("int64_t", 8, true),
        ("uint8_t", 1, false), ("uint16_t", 2, false), ("uint32_t", 4, false), ("uint64_t", 8, false),
        ("s8", 1, true), ("s16", 2, true), ("s32", 4, true), ("s64", 8, true),
        ("u8", 1, false), ("u16", 2, false), ("u32", 4, false), ("u64", 8, false),
        ("__s8", 1, true), ("__s16", 2, true), ("__s32", 4, true), ("__s64", 8, true),
        ("__u8", 1, false), ("__u16", 2, false), ("__u32", 4, false), ("__u64", 8, false),
        ("__be16", 2, false), ("__be32", 4, false), ("__be64", 8, false), ("__le16", 2, false), ("__le32", 4, false), ("__le64", 8, false),
        ("size_t", 8, false), ("ssize_t", 8, true), ("uintptr_t", 8, false), ("intptr_t", 8, true), ("pid_t", 4, true), ("uid_t", 4, false), ("gid_t", 4, false),
    ];

    private readonly Analysis _analysis;
    private readonly Dictionary<string, StructType> _structs = [];
    private readonly Dictionary<string, EnumType> _enums = [];
    private readonly Dictionary<string, (long Value, EnumType Type)> _enumerators = [];
    private readonly Dictionary<string, ScriptType> _typedefs = [];
    private readonly Dictionary<string, ExpressionSyntax?> _defines = [];

    /// <summary>Starts with the names every script knows.</summary>
    public ScriptTypes(Analysis analysis) => _analysis = analysis;

    private IKernelModel Model => _analysis.Model;

    /// <summary>Names of <c>#define</c>s with their values.</summary>
    public Dictionary<string, ExpressionSyntax?> Defines => _defines;

    /// <summary>Adds a struct or union of the script.</summary>
    public void AddStruct(StructType type) => _structs[(type.IsUnion ? "union " : "struct ") + type.Tag] = type;

    /// <summary>Adds an enum of the script.</summary>
    public void AddEnum(EnumType type) => _enums[type.Tag] = type;

    /// <summary>Adds an enumerator of the script.</summary>
    public void AddEnumerator(string name, long value, EnumType type) => _enumerators[name] = (value, type);

    /// <summary>Adds a typedef of the script.</summary>
    public void AddTypedef(string name, ScriptType type) => _typedefs[name] = type;

    /// <summary>A struct or union by tag.</summary>
    public StructType? FindStruct(string tag, bool isUnion) =>
        _structs.TryGetValue((isUnion ? "union " : "struct ") + tag, out StructType? type) ? type : Model.FindStruct(tag, isUnion);

    /// <summary>Bytes of a type; null when it is not known.</summary>
    public long? SizeOf(TypeSyntax type) => CDefinitions.SizeOf(_analysis, type);

    /// <summary>Takes back the definition of a struct or union.</summary>
    public void Remove(string tag, bool isUnion) => _structs.Remove((isUnion ? "union " : "struct ") + tag);

    /// <summary>Whether the script defines that struct or union itself.</summary>
    public bool IsDefined(string tag, bool isUnion) => _structs.ContainsKey((isUnion ? "union " : "struct ") + tag);

    /// <summary>An enum of the script by tag.</summary>
    public EnumType? FindOwnEnum(string tag) => _enums.GetValueOrDefault(tag);

    /// <summary>An enum by tag.</summary>
    public EnumType? FindEnum(string tag) => _enums.TryGetValue(tag, out EnumType? type) ? type : Model.FindEnum(tag);

    /// <summary>An enumerator of the script by name.</summary>
    public (long Value, EnumType Type)? FindOwnEnumConstant(string name) => _enumerators.TryGetValue(name, out (long, EnumType) found) ? found : null;

    /// <summary>An enumerator by name.</summary>
    public (long Value, EnumType Type)? FindEnumConstant(string name) =>
        FindOwnEnumConstant(name) ?? Model.FindEnumConstant(name);

    /// <summary>A type by its bare name.</summary>
    public ScriptType? FindNamed(string name)
    {
        if (_typedefs.TryGetValue(name, out ScriptType? defined))
            return defined;
        switch (name)
        {
            case "bool" or "_Bool":
                return BoolType.Instance;
            case "void":
                return VoidType.Instance;
            case "inet":
                return InetType.Instance;
        }

        return Integer(name) ?? Model.FindTypedef(name);
    }

    /// <summary>An integer type by its name in the language, in the kernel or in C.</summary>
    public static IntegerType? Integer(string name)
    {
        foreach ((string known, int bytes, bool signed) in Integers)
        {
            if (known == name)
                return new IntegerType(bytes, signed);
        }

        return CInteger(name);
    }

    /// <summary>Names of the integer types a script usually means, for near matches.</summary>
    public static IEnumerable<string> Names()
    {
        for (int i = 0; i < 8; i++)
            yield return Integers[i].Name;
        yield return "bool";
        yield return "string";
        yield return "buffer";
    }

    // "unsigned long int", "char", … in any order of words, on the 64-bit ABI.
    private static IntegerType? CInteger(string name)
    {
        int longs = 0, bytes = 0;
        bool unsigned = false;
        foreach (Range range in name.AsSpan().Split(' '))
        {
            switch (name[range])
            {
                case "unsigned":
                    unsigned = true;
                    break;
                case "signed" or "int":
                    break;
                case "long":
                    longs++;
                    break;
                case "short":
                    bytes = 2;
                    break;
                case "char":
                    bytes = 1;
                    break;
                default:
                    return null;
            }
        }

        return new IntegerType(longs > 0 ? 8 : bytes > 0 ? bytes : 4, !unsigned);
    }
}
