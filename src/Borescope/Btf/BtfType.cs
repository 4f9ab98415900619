using System;
using System.Text;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>A view of one type; two words, decoded on demand. The default value is <c>void</c>.</summary>
public readonly struct BtfType : IEquatable<BtfType>
{
    internal BtfType(BtfSpec spec, uint id)
    {
        Spec = spec;
        Id = id;
    }

    /// <summary>The blob that holds the type; null for <c>void</c>.</summary>
    public BtfSpec? Spec { get; }

    /// <summary>Number of the type within its blob; 0 for <c>void</c>. Ids of vmlinux are below those of its modules.</summary>
    public uint Id { get; }

    /// <summary>Whether this is <c>void</c>.</summary>
    public bool IsVoid => Spec is null;

    /// <summary>The kind.</summary>
    public BtfKind Kind => Spec is null ? BtfKind.Void : (BtfKind)((Info >> 24) & 0x7f);

    /// <summary>Name as the kernel spells it, without keyword; empty for anonymous types.</summary>
    public string Name => Encoding.UTF8.GetString(NameBytes);

    /// <summary>The name's bytes, valid while the blob is open.</summary>
    public ReadOnlySpan<byte> NameBytes => Spec is null ? default : Spec.StringAt(BtfLayout.Word(Record, 0));

    /// <summary>Number of members, parameters, enumerators or variables.</summary>
    public int Count => Spec is null || Kind == BtfKind.Function ? 0 : (int)(Info & 0xffffff);

    /// <summary>Size in bytes as recorded: integers, structures, unions, enumerations, floats and sections; else 0.</summary>
    public uint RecordedSize => Kind is BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float
        or BtfKind.DataSection ? SizeOrType : 0;

    /// <summary>
    /// The type that this one refers to: pointer target, aliased or qualified type, array element, function prototype,
    /// a prototype's return type, a variable's type. <c>void</c> otherwise.
    /// </summary>
    public BtfType Target => Kind switch
    {
        BtfKind.Pointer or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.Function
            or BtfKind.FunctionPrototype or BtfKind.Variable or BtfKind.DeclarationTag or BtfKind.TypeTag => Spec![SizeOrType],
        BtfKind.Array => Spec![BtfLayout.Word(Record, BtfLayout.TypeBytes)],
        _ => default,
    };

    /// <summary>Number of elements of an array.</summary>
    public uint ElementCount => Kind == BtfKind.Array ? BtfLayout.Word(Record, BtfLayout.TypeBytes + 8) : 0;

    /// <summary>Whether an integer or enumeration has a sign.</summary>
    public bool IsSigned => Kind switch
    {
        BtfKind.Int => (IntEncoding & 1) != 0,
        BtfKind.Enum or BtfKind.Enum64 => KindFlag,
        _ => false,
    };

    /// <summary>Whether an integer is marked as character.</summary>
    public bool IsChar => Kind == BtfKind.Int && ((IntEncoding & 2) != 0 || NameBytes.SequenceEqual("char"u8)
        || NameBytes.SequenceEqual("unsigned char"u8) || NameBytes.SequenceEqual("signed char"u8));

    /// <summary>Whether an integer is a truth value.</summary>
    public bool IsBool => Kind == BtfKind.Int && (IntEncoding & 4) != 0;

    /// <summary>Bits of an integer.</summary>
    public int IntBits => Kind == BtfKind.Int ? (int)(BtfLayout.Word(Record, BtfLayout.TypeBytes) & 0xff) : 0;

    /// <summary>Whether a forward declaration announces a union.</summary>
    public bool IsForwardUnion => Kind == BtfKind.Forward && KindFlag;

    /// <summary>Linkage of a function (0 static, 1 global, 2 extern) or variable.</summary>
    public int Linkage => Kind switch
    {
        BtfKind.Function => (int)(Info & 0xffffff),
        BtfKind.Variable => (int)BtfLayout.Word(Record, BtfLayout.TypeBytes),
        _ => 0,
    };

    /// <summary>Members of a structure or union.</summary>
    public BtfMembers Members => new(this);

    /// <summary>Parameters of a function or prototype.</summary>
    public BtfParameters Parameters => new(Kind == BtfKind.Function ? Target : this);

    /// <summary>Values of an enumeration.</summary>
    public BtfEnumValues EnumValues => new(this);

    /// <summary>What a function or prototype returns.</summary>
    public BtfType ReturnType => Kind switch
    {
        BtfKind.Function => Target is { Kind: BtfKind.FunctionPrototype } prototype ? prototype.Target : default,
        BtfKind.FunctionPrototype => Target,
        _ => default,
    };

    /// <summary>Size in bytes of a value of this type, through typedefs, qualifiers and arrays; 0 when it has none.</summary>
    public long Size => BtfTypeSize.Of(this, 0);

    internal bool KindFlag => Spec is not null && (Info & 0x80000000) != 0;

    internal uint Info => BtfLayout.Word(Record, 4);

    internal ReadOnlySpan<byte> Record => Spec!.Record(Id);

    private uint SizeOrType => BtfLayout.Word(Record, 8);

    private uint IntEncoding => (BtfLayout.Word(Record, BtfLayout.TypeBytes) >> 24) & 0xf;

    /// <summary>Compares two views.</summary>
    public static bool operator ==(BtfType left, BtfType right) => left.Equals(right);

    /// <summary>Compares two views.</summary>
    public static bool operator !=(BtfType left, BtfType right) => !left.Equals(right);

    /// <summary>The type without const, volatile, restrict and type tags; typedefs stay.</summary>
    public BtfType SkipQualifiers() => Skip(typedefs: false);

    /// <summary>The type without qualifiers, tags and typedefs.</summary>
    public BtfType Resolve() => Skip(typedefs: true);

    /// <summary>Finds a member by name, also inside anonymous structures and unions.</summary>
    /// <param name="name">Member name.</param>
    /// <param name="member">The member with its offset from the start of this type.</param>
    public bool TryFindMember(ReadOnlySpan<char> name, out BtfMember member) => BtfMemberSearch.TryFind(Resolve(), name, 0, 0, out member);

    /// <summary>The type as C spells it: <c>struct task_struct *</c>.</summary>
    public override string ToString() => BtfTypeName.Of(this);

    /// <summary>A declaration of something of this type, as C spells it: <c>char comm[16]</c>.</summary>
    /// <param name="name">Name of the member, variable or parameter.</param>
    public string Declare(string name) => BtfTypeName.Of(this, name);

    /// <inheritdoc/>
    public bool Equals(BtfType other) => Id == other.Id && ReferenceEquals(Spec, other.Spec);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BtfType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Id;

    private BtfType Skip(bool typedefs)
    {
        var type = this;
        for (var depth = 0; depth < BtfLimits.MaxDepth; depth++)
        {
            switch (type.Kind)
            {
                case BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag:
                case BtfKind.Typedef when typedefs:
                    type = type.Target;
                    break;
                default:
                    return type;
            }
        }

        // A cycle: such a type has no meaning.
        return default;
    }
}
