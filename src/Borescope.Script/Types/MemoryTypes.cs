using System;
using System.Collections.Generic;
using System.Linq;

namespace Borescope.Script.Types;

/// <summary><c>string[N]</c>: N bytes, ended by NUL unless all N are used (then the text was cut, and the output appends the truncation trailer). Bytes behind the NUL are zero in map keys.</summary>
/// <param name="Length">N, 1 or more.</param>
public sealed record StringType(int Length) : ScriptType
{
    /// <summary>Whether all values come from literals of the script: such text is printed as it is, all other text may be hostile.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>Whether it is an array of char as a structure has it: text that uses all of it is whole.</summary>
    public bool IsArray { get; init; }

    /// <inheritdoc/>
    public override int Size => Length;

    /// <inheritdoc/>
    public override int Alignment => 1;

    /// <inheritdoc/>
    public override string Name => $"string[{Length}]";
}

/// <summary><c>buf()</c>: u32 count of valid bytes at 0, then <paramref name="Capacity"/> bytes.</summary>
/// <param name="Capacity">Most bytes held.</param>
public sealed record BufferType(int Capacity) : ScriptType
{
    /// <inheritdoc/>
    public override int Size => 4 + Capacity;

    /// <inheritdoc/>
    public override int Alignment => 4;

    /// <inheritdoc/>
    public override string Name => $"buffer[{Capacity}]";
}

/// <summary><c>ntop()</c>: u32 address family at 0 (2 IPv4, 10 IPv6), 16 bytes of address at 4 (IPv4: the first four). 20 bytes.</summary>
public sealed record InetType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly InetType Instance = new();

    /// <inheritdoc/>
    public override int Size => 20;

    /// <inheritdoc/>
    public override int Alignment => 4;

    /// <inheritdoc/>
    public override string Name => "inet";
}

/// <summary><c>macaddr()</c>: 6 bytes.</summary>
public sealed record MacAddressType : ScriptType
{
    /// <summary>The one value.</summary>
    public static readonly MacAddressType Instance = new();

    /// <inheritdoc/>
    public override int Size => 6;

    /// <inheritdoc/>
    public override int Alignment => 1;

    /// <inheritdoc/>
    public override string Name => "mac_address";
}

/// <summary><c>strftime()</c>: u64 nanoseconds of the boot clock; the format is part of the type. 8 bytes.</summary>
/// <param name="Format">strftime(3) conversions plus <c>%f</c> (microseconds), <c>%k</c> (nanoseconds), <c>%l</c> (milliseconds).</param>
public sealed record TimestampType(string Format) : ScriptType
{
    /// <inheritdoc/>
    public override int Size => 8;

    /// <inheritdoc/>
    public override bool IsScalar => true;

    /// <inheritdoc/>
    public override string Name => "timestamp";
}

/// <summary><c>T[N]</c>: N values without gaps.</summary>
/// <param name="Element">T.</param>
/// <param name="Count">N; 0 for flexible arrays.</param>
public sealed record ArrayType(ScriptType Element, int Count) : ScriptType
{
    /// <inheritdoc/>
    public override int Size => checked(Element.Size * Count);

    /// <inheritdoc/>
    public override int Alignment => Element.Alignment;

    /// <inheritdoc/>
    public override string Name => $"{Element.Name}[{Count}]";
}

/// <summary>A member of a C struct or union.</summary>
/// <param name="Name">Member name; members of anonymous structs are lifted into the outer one.</param>
/// <param name="Type">Its type; for bit fields the integer type of the declaration.</param>
/// <param name="Offset">Bytes from the start; for bit fields the start of the smallest aligned unit that holds the field.</param>
/// <param name="BitOffset">Bit fields: bits from the least significant bit of that unit; else 0.</param>
/// <param name="BitWidth">Bit fields: bits; else 0.</param>
/// <param name="UnitSize">Bit fields: bytes of that unit (1, 2, 4 or 8); else 0.</param>
/// <param name="IsDataLoc">Tracepoint <c>__data_loc</c> field: reads as the address of the data (context + low 16 bits).</param>
public sealed record StructField(string Name, ScriptType Type, int Offset, int BitOffset = 0, int BitWidth = 0, int UnitSize = 0, bool IsDataLoc = false)
{
    /// <summary>Whether the member is a bit field.</summary>
    public bool IsBitField => BitWidth > 0;
}

/// <summary>A C struct or union, from BTF, a tracepoint format or the script. Members are resolved on demand.</summary>
public sealed record StructType : ScriptType
{
    private readonly Func<int> _size;
    private readonly Func<string, StructField?> _find;
    private readonly Func<IReadOnlyList<StructField>> _all;
    private readonly Dictionary<string, StructField?> _found = [];
    private IReadOnlyList<StructField>? _fields;

    /// <summary>Creates a struct type whose members are looked up when asked for.</summary>
    /// <param name="tag">Name behind <c>struct</c> or <c>union</c>.</param>
    /// <param name="isUnion">Union instead of struct.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="find">Finds one member by name, anonymous members included.</param>
    /// <param name="all">All members in declaration order.</param>
    public StructType(string tag, bool isUnion, int size, Func<string, StructField?> find, Func<IReadOnlyList<StructField>> all)
        : this(tag, isUnion, () => size, find, all)
    {
    }

    /// <summary>Creates a struct type whose size is not known yet: one that is being defined, or named before its definition.</summary>
    /// <param name="tag">Name behind <c>struct</c> or <c>union</c>.</param>
    /// <param name="isUnion">Union instead of struct.</param>
    /// <param name="size">Bytes, once the definition is complete.</param>
    /// <param name="find">Finds one member by name, anonymous members included.</param>
    /// <param name="all">All members in declaration order.</param>
    public StructType(string tag, bool isUnion, Func<int> size, Func<string, StructField?> find, Func<IReadOnlyList<StructField>> all)
    {
        Tag = tag;
        IsUnion = isUnion;
        _size = size;
        _find = find;
        _all = all;
    }

    /// <summary>Name behind <c>struct</c> or <c>union</c>; empty for anonymous ones.</summary>
    public string Tag { get; }

    /// <summary>Union instead of struct.</summary>
    public bool IsUnion { get; }

    /// <summary>Bytes.</summary>
    public int ByteSize => _size();

    /// <inheritdoc/>
    public override int Size => ByteSize;

    /// <inheritdoc/>
    public override int Alignment => 8;

    /// <inheritdoc/>
    public override string Name => (IsUnion ? "union " : "struct ") + Tag;

    /// <summary>All members in declaration order.</summary>
    public IReadOnlyList<StructField> Fields => _fields ??= _all();

    /// <summary>The member of that name, or null.</summary>
    public StructField? Find(string name)
    {
        if (!_found.TryGetValue(name, out StructField? field))
            _found[name] = field = _find(name);
        return field;
    }

    /// <summary>Equal when tag, kind and size are.</summary>
    public bool Equals(StructType? other) =>
        ReferenceEquals(this, other) || (other is not null && other.Tag == Tag && Tag.Length > 0 && other.IsUnion == IsUnion && other.ByteSize == ByteSize);

    /// <inheritdoc/>
    public override int GetHashCode() => Tag.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A tuple <c>(a, b)</c> or record <c>(x=a, y=b)</c>, laid out like a C struct with natural alignment; padding is zero.</summary>
public sealed record TupleType : ScriptType
{
    /// <summary>Lays out a tuple.</summary>
    /// <param name="elements">Element types.</param>
    /// <param name="names">Element names of a record, null for a tuple.</param>
    public TupleType(IReadOnlyList<ScriptType> elements, IReadOnlyList<string>? names = null)
    {
        Elements = elements;
        Names = names;
        var offsets = new int[elements.Count];
        int end = 0, align = 1;
        for (int i = 0; i < offsets.Length; i++)
        {
            int a = Math.Max(1, elements[i].Alignment);
            end = (end + a - 1) / a * a;
            offsets[i] = end;
            end = checked(end + elements[i].Size);
            align = Math.Max(align, a);
        }

        Offsets = offsets;
        _size = (end + align - 1) / align * align;
        _alignment = align;
    }

    private readonly int _size;
    private readonly int _alignment;

    /// <summary>Element types in order.</summary>
    public IReadOnlyList<ScriptType> Elements { get; }

    /// <summary>Element names of a record, null for a tuple.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Byte offset of each element.</summary>
    public IReadOnlyList<int> Offsets { get; }

    /// <inheritdoc/>
    public override int Size => _size;

    /// <inheritdoc/>
    public override int Alignment => _alignment;

    /// <inheritdoc/>
    public override string Name => "(" + string.Join(",", Elements.Select((e, i) => Names is null ? e.Name : Names[i] + "=" + e.Name)) + ")";

    /// <summary>Equal when all elements (and names) are.</summary>
    public bool Equals(TupleType? other) =>
        other is not null && Elements.SequenceEqual(other.Elements) && (Names is null ? other.Names is null : other.Names is not null && Names.SequenceEqual(other.Names));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (ScriptType e in Elements)
            hash.Add(e);
        return hash.ToHashCode();
    }
}
