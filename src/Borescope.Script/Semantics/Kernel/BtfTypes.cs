using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Script.Types;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>Turns BTF types into types of the language. Structs are converted once; their members when they are asked for.</summary>
/// <param name="btf">Where structs are that are only named; null when the kernel shows no types.</param>
/// <param name="ofPrograms">Whether the types are those of BPF programs: what such a type only describes of a kernel struct is then taken from the kernel.</param>
internal sealed class BtfTypes(KernelBtf? btf, bool ofPrograms = false)
{
    private const int MaxDepth = 32;
    private const long MaxSize = 1 << 30;

    private readonly Dictionary<(BtfSpec Spec, uint Id), StructType> _structs = [];
    private readonly Dictionary<(BtfSpec Spec, uint Id), EnumType> _enums = [];

    /// <summary>The type of a value.</summary>
    /// <param name="type">BTF type.</param>
    /// <param name="space">Whose memory pointers lead to.</param>
    public ScriptType Convert(BtfType type, AddressSpace space = AddressSpace.Kernel) => Convert(type, space, 0);

    /// <summary>A struct or union.</summary>
    public StructType Struct(BtfType type)
    {
        if (_structs.TryGetValue((type.Spec!, type.Id), out StructType? known))
            return known;
        BtfType captured = ofPrograms ? AsTheKernelHasIt(type) : type;
        var converted = new StructType(
            captured.Name, captured.Kind == BtfKind.Union, (int)Math.Min(captured.RecordedSize, MaxSize), name => Find(captured, name), () => All(captured));
        _structs.Add((type.Spec!, type.Id), converted);
        return converted;
    }

    /// <summary>An enum with its names.</summary>
    public EnumType Enum(BtfType type)
    {
        if (_enums.TryGetValue((type.Spec!, type.Id), out EnumType? known))
            return known;
        var members = new Dictionary<long, string>(type.EnumValues.Count);
        foreach (BtfEnumValue value in type.EnumValues)
            members.TryAdd(value.Value, value.Name);
        int bytes = type.RecordedSize is 1 or 2 or 8 ? (int)type.RecordedSize : 4;
        var converted = new EnumType(type.Name, new IntegerType(bytes, type.IsSigned), members);
        _enums.Add((type.Spec!, type.Id), converted);
        return converted;
    }

    // A program's own description of a kernel struct may hold a few of its members only, and at other offsets: loading moved its accesses, not its types.
    // Structs that merely share their name with one of the kernel have members that it lacks.
    private BtfType AsTheKernelHasIt(BtfType type)
    {
        if (btf is null)
            return type;
        string name = type.Name;
        int flavour = name.LastIndexOf("___", StringComparison.Ordinal);
        if (flavour > 0)
            name = name[..flavour];
        if (ProgramContexts.Find(name) is { } context)
            return btf.Vmlinux.TryFind(context, BtfKind.Struct, out BtfType real) ? real : type;
        if (name.Length == 0 || !btf.TryFind(name, type.Kind, out BtfType kernel))
            return type;
        foreach (BtfMember member in type.Members)
        {
            if (!member.NameBytes.IsEmpty && !kernel.TryFindMember(member.Name, out _))
                return type;
        }

        return kernel;
    }

    private ScriptType Convert(BtfType type, AddressSpace space, int depth)
    {
        type = type.Resolve();
        if (depth > MaxDepth)
            return VoidType.Instance;
        switch (type.Kind)
        {
            case BtfKind.Int:
                return Integer(type);
            case BtfKind.Pointer:
                return new PointerType(Convert(type.Target, space, depth + 1), space);
            case BtfKind.Struct or BtfKind.Union:
                return Struct(type);
            case BtfKind.Enum or BtfKind.Enum64:
                return Enum(type);
            case BtfKind.Array:
                return Array(type, space, depth);
            case BtfKind.Forward:
                return btf is not null && btf.TryFind(type.Name, type.IsForwardUnion ? BtfKind.Union : BtfKind.Struct, out BtfType full) ? Struct(full) : VoidType.Instance;
            case BtfKind.Float:
                return Bytes(type.RecordedSize);
            default:
                return VoidType.Instance;
        }
    }

    private static ScriptType Integer(BtfType type) => type.RecordedSize switch
    {
        1 when type.IsBool => BoolType.Instance,
        1 or 2 or 4 or 8 => new IntegerType((int)type.RecordedSize, type.IsSigned),
        _ => Bytes(type.RecordedSize),
    };

    private static ArrayType Bytes(long size) => new(new IntegerType(1, false), (int)Math.Min(size, MaxSize));

    private ScriptType Array(BtfType type, AddressSpace space, int depth)
    {
        BtfType element = type.Target.Resolve();
        if (element.Kind == BtfKind.Int && element.RecordedSize == 1 && type.ElementCount is > 0 and < int.MaxValue / 2 && IsText(element))
            return new StringType((int)type.ElementCount) { IsArray = true };
        ScriptType converted = Convert(element, space, depth + 1);
        long size = (long)converted.Size * type.ElementCount;
        return new ArrayType(converted, size > MaxSize ? 0 : (int)Math.Min(type.ElementCount, int.MaxValue));
    }

    // "char" is text; "unsigned char" and u8 are bytes.
    private static bool IsText(BtfType element) => element.NameBytes.SequenceEqual("char"u8);

    private StructField? Find(BtfType type, string name) => type.TryFindMember(name, out BtfMember member) ? Field(name, member) : null;

    private StructField? Field(string name, BtfMember member)
    {
        if (member.BitOffset / 8 > MaxSize)
            return null;
        ScriptType type = Convert(member.Type);
        return member.IsBitfield ? BitFields.Field(name, type, member.BitOffset, member.BitfieldSize) : new StructField(name, type, (int)member.Offset);
    }

    private List<StructField> All(BtfType type)
    {
        var fields = new List<StructField>();
        Collect(type, type, fields, 0);
        return fields;
    }

    private void Collect(BtfType root, BtfType type, List<StructField> fields, int depth)
    {
        foreach (BtfMember member in type.Members)
        {
            BtfType inner = member.Type.Resolve();
            if (member.NameBytes.IsEmpty && inner.Kind is BtfKind.Struct or BtfKind.Union && depth < MaxDepth && fields.Count < 4096)
                Collect(root, inner, fields, depth + 1);
            else if (!member.NameBytes.IsEmpty && Find(root, member.Name) is { } field)
                fields.Add(field);
        }
    }
}
