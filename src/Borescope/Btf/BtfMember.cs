using System;
using System.Text;

namespace Borescope.Btf;

/// <summary>One member of a structure or union.</summary>
public readonly struct BtfMember
{
    private readonly BtfSpec? _spec;
    private readonly uint _nameOffset;

    internal BtfMember(BtfSpec? spec, uint nameOffset, BtfType type, long bitOffset, int bitfieldSize)
    {
        _spec = spec;
        _nameOffset = nameOffset;
        Type = type;
        BitOffset = bitOffset;
        BitfieldSize = bitfieldSize;
    }

    /// <summary>Name; empty for an anonymous structure or union.</summary>
    public string Name => Encoding.UTF8.GetString(NameBytes);

    /// <summary>The name's bytes.</summary>
    public ReadOnlySpan<byte> NameBytes => _spec is null ? default : _spec.StringAt(_nameOffset);

    /// <summary>Type of the member as declared.</summary>
    public BtfType Type { get; }

    /// <summary>Offset in bits from the start of the type that was asked.</summary>
    public long BitOffset { get; }

    /// <summary>Width in bits of a bit field, 0 for an ordinary member.</summary>
    public int BitfieldSize { get; }

    /// <summary>Offset in bytes from the start of the type that was asked.</summary>
    public long Offset => BitOffset / 8;

    /// <summary>Whether this is a bit field.</summary>
    public bool IsBitfield => BitfieldSize != 0;

    internal BtfMember MovedBy(long bits) => new(_spec, _nameOffset, Type, BitOffset + bits, BitfieldSize);
}
