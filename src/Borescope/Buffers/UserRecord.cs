using System;

namespace Borescope.Buffers;

/// <summary>Room for one record in a user ring buffer; submit or discard it once.</summary>
public ref struct UserRecord
{
    private readonly int _position;
    private UserRingBuffer? _ring;

    internal UserRecord(UserRingBuffer ring, Span<byte> bytes, int position)
    {
        _ring = ring;
        Bytes = bytes;
        _position = position;
    }

    /// <summary>The record's bytes in the memory shared with the kernel; not to be touched after submitting.</summary>
    public Span<byte> Bytes { get; private set; }

    /// <summary>Lets programs read the record. Nothing happens when it was submitted or discarded before.</summary>
    public void Submit() => End(discard: false);

    /// <summary>Lets programs skip the record. Nothing happens when it was submitted or discarded before.</summary>
    public void Discard() => End(discard: true);

    private void End(bool discard)
    {
        var ring = _ring;
        _ring = null;
        Bytes = default;
        ring?.Commit(_position, discard);
    }
}
