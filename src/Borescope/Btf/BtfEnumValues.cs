using System;
using System.Text;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>One value of an enumeration.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value; of an unsigned 64-bit enumeration the bits of it.</param>
public readonly record struct BtfEnumValue(string Name, long Value);

/// <summary>Values of an enumeration of 32 or 64 bits.</summary>
public readonly struct BtfEnumValues
{
    private readonly BtfType _type;
    private readonly int _elementBytes;

    internal BtfEnumValues(BtfType type)
    {
        _type = type;
        _elementBytes = type.Kind == BtfKind.Enum64 ? 12 : 8;
        Count = type.Kind is BtfKind.Enum or BtfKind.Enum64 ? type.Count : 0;
    }

    /// <summary>Number of values.</summary>
    public int Count { get; }

    /// <summary>A value by position; positions outside give an unnamed zero.</summary>
    public BtfEnumValue this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                return default;
            var record = _type.Record[(BtfLayout.TypeBytes + (index * _elementBytes))..];
            var low = BtfLayout.Word(record, 4);
            var value = _elementBytes == 12
                ? (long)(low | ((ulong)BtfLayout.Word(record, 8) << 32))
                : _type.IsSigned ? (int)low : low;
            return new BtfEnumValue(Encoding.UTF8.GetString(_type.Spec!.StringAt(BtfLayout.Word(record, 0))), value);
        }
    }

    /// <summary>For <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The bytes of a name by position.</summary>
    internal ReadOnlySpan<byte> NameAt(int index) => (uint)index < (uint)Count
        ? _type.Spec!.StringAt(BtfLayout.Word(_type.Record[(BtfLayout.TypeBytes + (index * _elementBytes))..], 0)) : default;

    /// <summary>Walks the values.</summary>
    public struct Enumerator
    {
        private readonly BtfEnumValues _values;
        private int _index;

        internal Enumerator(BtfEnumValues values)
        {
            _values = values;
            _index = -1;
        }

        /// <summary>The value at the current position.</summary>
        public readonly BtfEnumValue Current => _values[_index];

        /// <summary>Goes to the next value.</summary>
        public bool MoveNext() => ++_index < _values.Count;
    }
}
