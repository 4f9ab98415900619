using System;
using System.Collections.Generic;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>Places the members of a C struct or union.</summary>
internal sealed class StructLayout(bool isUnion, bool isPacked, int minimum = 1)
{
    private const int MaxSize = 1 << 24;

    private readonly List<StructField> _fields = [];
    private long _bits;
    private long _size;
    private int _alignment = minimum;

    // Alignments of structs laid out here: a StructType itself does not carry its own.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<StructType, object> Known = [];

    /// <summary>The members, those of anonymous ones lifted.</summary>
    public IReadOnlyList<StructField> Fields => _fields;

    /// <summary>Bytes of the whole.</summary>
    public int Size => (int)(((Math.Max(_size, (_bits + 7) / 8) + _alignment - 1) / _alignment) * _alignment);

    /// <summary>Finds a member.</summary>
    public StructField? Find(string name) => _fields.Find(f => f.Name == name);

    /// <summary>Remembers the alignment of the finished type.</summary>
    public void Own(StructType type) => Known.AddOrUpdate(type, _alignment);

    /// <summary>Why <see cref="Add"/> refused a member.</summary>
    public string Problem(string name) => Find(name) is not null ? $"there are two members '{name}'" : "this struct is too large";

    /// <summary>Adds a member; bits is -1 for one that is no bit field. False when the name is taken or the struct too large.</summary>
    public bool Add(string name, ScriptType type, int bits, int wanted = 1)
    {
        if (name.Length > 0 && Find(name) is not null)
            return false;
        int alignment = Math.Max(wanted, isPacked ? 1 : AlignmentOf(type));
        if (bits >= 0)
            return AddBits(name, type, bits, alignment);
        _alignment = Math.Max(_alignment, alignment);
        long offset = isUnion ? 0 : Align((_bits + 7) / 8, alignment);
        if (offset + type.Size > MaxSize)
            return false;
        if (name.Length == 0 && type is StructType anonymous)
        {
            foreach (StructField field in anonymous.Fields)
                _fields.Add(field with { Offset = field.Offset + (int)offset });
        }
        else if (name.Length > 0)
        {
            _fields.Add(new StructField(name, type, (int)offset));
        }

        _size = Math.Max(_size, offset + type.Size);
        _bits = isUnion ? 0 : (offset + type.Size) * 8;
        return true;
    }

    // A bit field does not cross a boundary of its declared type; width 0 goes to the next one.
    private bool AddBits(string name, ScriptType type, int bits, int alignment)
    {
        long unit = type.Size * 8L;
        if (bits == 0)
        {
            _bits = (_bits + unit - 1) / unit * unit;
            return true;
        }

        long at = isUnion ? 0 : _bits;
        if (!isPacked && (at / unit) != ((at + bits - 1) / unit))
            at = (at + unit - 1) / unit * unit;
        if ((at + bits) / 8 > MaxSize)
            return false;
        if (name.Length > 0)
        {
            _alignment = Math.Max(_alignment, alignment);
            _fields.Add(BitFields.Field(name, type, at, bits));
        }

        _size = Math.Max(_size, (at + bits + 7) / 8);
        if (!isUnion)
            _bits = at + bits;
        return true;
    }

    private static int AlignmentOf(ScriptType type) => type switch
    {
        StructType structure => Known.TryGetValue(structure, out object? known) ? (int)known : 8,
        ArrayType array => AlignmentOf(array.Element),
        _ => type.Alignment,
    };

    private static long Align(long offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
