using System;
using System.Collections.Generic;
using System.Text;

namespace Borescope.Compiler.Btf;

/// <summary>
/// Writes BTF (Documentation/bpf/btf.rst). Types get ids from 1 in order of their adding; 0 is void. Equal integers, pointers and prototypes are written
/// once, unless <see cref="KeepsEqual"/> says otherwise.
/// </summary>
public sealed class BtfBuilder
{
    private const int HeaderSize = 24;

    private readonly ByteBuffer _types = new();
    private readonly ByteBuffer _strings = new();
    private readonly Dictionary<string, int> _stringOffsets = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int, int), int> _known = [];
    private int _arrayIndex;
    private int _count;

    /// <summary>An empty BTF: only the empty string.</summary>
    public BtfBuilder()
    {
        _strings.Byte(0);
        _stringOffsets.Add(string.Empty, 0);
    }

    /// <summary>Whether every type added is one more, also where an equal one is there: for callers that have given out ids already.</summary>
    public bool KeepsEqual { get; init; }

    /// <summary>Number of types so far, which is also the highest id.</summary>
    public int TypeCount => _count;

    /// <summary>Offset of a string in the string section, adding it when new. A zero character ends it.</summary>
    public int String(string text)
    {
        int end = text.IndexOf('\0');
        if (end >= 0)
        {
            text = text.Substring(0, end);
        }

        if (!_stringOffsets.TryGetValue(text, out int offset))
        {
            offset = _strings.Length;
            _strings.Bytes(Encoding.UTF8.GetBytes(text));
            _strings.Byte(0);
            _stringOffsets.Add(text, offset);
        }

        return offset;
    }

    /// <summary>An integer type.</summary>
    public int Int(string name, int bytes, BtfIntEncoding encoding)
    {
        if (!KeepsEqual && _known.TryGetValue((name, bytes, (int)encoding), out int id))
        {
            return id;
        }

        id = Head(name, BtfKind.Int, 0, bytes);
        _types.UInt32(((uint)encoding << 24) | ((uint)bytes * 8));
        _known[(name, bytes, (int)encoding)] = id;
        return id;
    }

    /// <summary>A pointer; to void when the id is 0.</summary>
    public int Pointer(int typeId) => Reference(string.Empty, BtfKind.Pointer, typeId);

    /// <summary>A const-qualified type.</summary>
    public int Const(int typeId) => Reference(string.Empty, BtfKind.Const, typeId);

    /// <summary>A name for a type.</summary>
    public int Typedef(string name, int typeId) => Reference(name, BtfKind.Typedef, typeId);

    /// <summary>A tag on a type (Linux 5.17).</summary>
    public int TypeTag(string tag, int typeId) => Reference(tag, BtfKind.TypeTag, typeId);

    /// <summary>A tag on a declaration as a whole (Linux 5.16).</summary>
    public int DeclarationTag(string tag, int typeId)
    {
        int id = Head(tag, BtfKind.DeclarationTag, 0, typeId);
        _types.Int32(-1);
        return id;
    }

    /// <summary>A floating point number (Linux 5.13).</summary>
    public int Float(string name, int bytes) => Head(name, BtfKind.Float, 0, bytes);

    /// <summary>An array.</summary>
    public int Array(int elementTypeId, int count)
    {
        if (_arrayIndex == 0)
        {
            _arrayIndex = Int("__ARRAY_SIZE_TYPE__", 4, BtfIntEncoding.None);
        }

        int id = Head(string.Empty, BtfKind.Array, 0, 0);
        _types.Int32(elementTypeId);
        _types.Int32(_arrayIndex);
        _types.Int32(count);
        return id;
    }

    /// <summary>A structure of that many bytes.</summary>
    public int Struct(string name, int bytes, IReadOnlyList<BtfMember> members) => Composite(name, BtfKind.Struct, bytes, members);

    /// <summary>A union of that many bytes.</summary>
    public int Union(string name, int bytes, IReadOnlyList<BtfMember> members) => Composite(name, BtfKind.Union, bytes, members);

    /// <summary>An enumeration of 1, 2, 4 or 8 bytes; values beyond 32 bits make it an enum64 (Linux 6.0).</summary>
    public int Enum(string name, int bytes, bool isSigned, IReadOnlyList<(string Name, long Value)> values)
    {
        bool wide = bytes == 8;
        int id = Head(name, wide ? BtfKind.Enum64 : BtfKind.Enum, values.Count, bytes, isSigned);
        foreach ((string valueName, long value) in values)
        {
            _types.Int32(String(valueName));
            _types.Int32((int)value);
            if (wide)
            {
                _types.Int32((int)(value >> 32));
            }
        }

        return id;
    }

    /// <summary>A function prototype; a return type of 0 is void.</summary>
    public int FunctionPrototype(int returnTypeId, IReadOnlyList<BtfMember> parameters)
    {
        int id = Head(string.Empty, BtfKind.FunctionPrototype, parameters.Count, returnTypeId);
        foreach (BtfMember p in parameters)
        {
            _types.Int32(String(p.Name));
            _types.Int32(p.TypeId);
        }

        return id;
    }

    /// <summary>A function with a prototype. Static ones the kernel verifies in the context of their callers, global ones alone.</summary>
    public int Function(string name, int prototypeId, bool isGlobal) => Head(name, BtfKind.Function, isGlobal ? 1 : 0, prototypeId);

    /// <summary>A variable.</summary>
    public int Variable(string name, int typeId, bool isGlobal)
    {
        int id = Head(name, BtfKind.Variable, 0, typeId);
        _types.Int32(isGlobal ? 1 : 0);
        return id;
    }

    /// <summary>A data section such as <c>.data</c>, variables in order of offset.</summary>
    public int DataSection(string name, int bytes, IReadOnlyList<BtfVariable> variables)
    {
        int id = Head(name, BtfKind.DataSection, variables.Count, bytes);
        foreach (BtfVariable v in variables)
        {
            _types.Int32(v.TypeId);
            _types.Int32(v.Offset);
            _types.Int32(v.Size);
        }

        return id;
    }

    /// <summary>The whole blob, little-endian, as BPF_BTF_LOAD takes it.</summary>
    public byte[] ToBytes()
    {
        var all = new ByteBuffer();
        all.UInt32(0x0001_eb9f);
        all.Int32(HeaderSize);
        all.Int32(0);
        all.Int32(_types.Length);
        all.Int32(_types.Length);
        all.Int32(_strings.Length);
        all.Bytes(_types.ToArray());
        all.Bytes(_strings.ToArray());
        return all.ToArray();
    }

    private int Head(string name, BtfKind kind, int count, int sizeOrType, bool flag = false)
    {
        _types.Int32(String(name));
        _types.UInt32((uint)(count & 0xffff) | ((uint)kind << 24) | (flag ? 1u << 31 : 0));
        _types.Int32(sizeOrType);
        return ++_count;
    }

    private int Reference(string name, BtfKind kind, int typeId)
    {
        var key = (name, -(int)kind, typeId);
        if (KeepsEqual || !_known.TryGetValue(key, out int id))
        {
            id = Head(name, kind, 0, typeId);
            _known[key] = id;
        }

        return id;
    }

    private int Composite(string name, BtfKind kind, int bytes, IReadOnlyList<BtfMember> members)
    {
        bool bitFields = false;
        foreach (BtfMember m in members)
        {
            bitFields |= m.BitSize != 0;
        }

        int id = Head(name, kind, members.Count, bytes, bitFields);
        foreach (BtfMember m in members)
        {
            _types.Int32(String(m.Name));
            _types.Int32(m.TypeId);
            _types.UInt32((uint)m.BitOffset | (bitFields ? (uint)m.BitSize << 24 : 0));
        }

        return id;
    }
}
