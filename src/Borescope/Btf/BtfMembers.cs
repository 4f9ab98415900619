using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Members of a structure or union, enumerable without allocation.</summary>
public readonly struct BtfMembers
{
    private const int ElementBytes = 12;

    private readonly BtfType _type;

    internal BtfMembers(BtfType type)
    {
        _type = type;
        Count = type.Kind is BtfKind.Struct or BtfKind.Union ? type.Count : 0;
    }

    /// <summary>Number of members.</summary>
    public int Count { get; }

    /// <summary>A member by position; positions outside give an unnamed member of type <c>void</c>.</summary>
    public BtfMember this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                return default;
            var record = _type.Record[(BtfLayout.TypeBytes + (index * ElementBytes))..];
            var type = _type.Spec![BtfLayout.Word(record, 4)];
            var place = BtfLayout.Word(record, 8);
            if (_type.KindFlag)
                return new BtfMember(_type.Spec, BtfLayout.Word(record, 0), type, place & 0xffffff, (int)(place >> 24));

            // Without the flag a bit field shows as an integer narrower than its bytes, with an offset of its own.
            var resolved = type.Resolve();
            if (resolved.Kind == BtfKind.Int)
            {
                var encoding = BtfLayout.Word(resolved.Record, BtfLayout.TypeBytes);
                var bits = (int)(encoding & 0xff);
                var shift = (encoding >> 16) & 0xff;
                if (shift != 0 || bits != resolved.RecordedSize * 8)
                    return new BtfMember(_type.Spec, BtfLayout.Word(record, 0), type, place + shift, bits);
            }

            return new BtfMember(_type.Spec, BtfLayout.Word(record, 0), type, place, 0);
        }
    }

    /// <summary>For <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks the members.</summary>
    public struct Enumerator
    {
        private readonly BtfMembers _members;
        private int _index;

        internal Enumerator(BtfMembers members)
        {
            _members = members;
            _index = -1;
        }

        /// <summary>The member at the current position.</summary>
        public readonly BtfMember Current => _members[_index];

        /// <summary>Goes to the next member.</summary>
        public bool MoveNext() => ++_index < _members.Count;
    }
}
