using System;
using System.Threading;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Buffers;

/// <summary>
/// Writer of a ring buffer whose reader is a program (<c>bpf_user_ringbuf_drain</c>, 6.1). Records are written in place. Only one thread may write at
/// a time.
/// </summary>
public sealed unsafe class UserRingBuffer : IDisposable
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const int HeaderBytes = 8;

    private readonly MappedMemory _consumerPage;
    private readonly MappedMemory _producerPages;
    private readonly string _name;
    private readonly ulong _mask;

    /// <summary>Maps the ring.</summary>
    /// <param name="map">A map of type UserRingBuffer; stays owned by the caller and must outlive the writer.</param>
    /// <exception cref="BpfException">The map is no such buffer, or the kernel refused to map it.</exception>
    public UserRingBuffer(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        map.Require("a user ring buffer", BpfMapType.UserRingBuffer);
        _name = map.Name;
        _mask = map.Spec.MaxEntries - 1;
        var page = Environment.SystemPageSize;
        var error = MappedMemory.TryMap(map.Calls, map.Descriptor, page, 0, MemoryProtection.Read, MemoryMapFlags.Shared, out var consumer);
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.MemoryMap, map.Name);
        _consumerPage = consumer!;

        // The data area appears twice behind each other, so a record that wraps is contiguous.
        error = MappedMemory.TryMap(
            map.Calls, map.Descriptor, checked(page + (2 * (int)map.Spec.MaxEntries)), page, MemoryProtection.Read | MemoryProtection.Write, MemoryMapFlags.Shared,
            out var producer);
        if (error != Errno.None)
        {
            _consumerPage.Dispose();
            throw new BpfException(error, KernelOperation.MemoryMap, map.Name);
        }

        _producerPages = producer!;
    }

    /// <summary>Bytes of the ring.</summary>
    public int Size => (int)_mask + 1;

    /// <summary>Bytes that wait to be read by a program, headers included.</summary>
    public int Available => (int)(*ProducerPosition - Volatile.Read(ref *ConsumerPosition));

    private ulong* ConsumerPosition => (ulong*)_consumerPage.Pointer;

    private ulong* ProducerPosition => (ulong*)_producerPages.Pointer;

    private byte* Content => _producerPages.Pointer + Environment.SystemPageSize;

    /// <summary>Sets room aside for a record. Programs stop reading before it until it is submitted or discarded.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="record">The room, with what was there before in it.</param>
    /// <returns>False when the ring is too full.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ring could never hold that much.</exception>
    public bool TryReserve(int length, out UserRecord record)
    {
        ObjectDisposedException.ThrowIf(_producerPages.IsClosed, this);
        if (length < 0 || length > Size - HeaderBytes)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"user ring buffer {_name} of {Size} bytes takes records of up to {Size - HeaderBytes}");
        record = default;
        var consumer = Volatile.Read(ref *ConsumerPosition);
        var producer = *ProducerPosition;
        var total = ((ulong)length + HeaderBytes + 7) & ~7ul;
        if (_mask + 1 - (producer - consumer) < total)
            return false;
        var header = Content + (producer & _mask);
        *(ulong*)header = (uint)length | BusyBit;
        Volatile.Write(ref *ProducerPosition, producer + total);
        record = new UserRecord(this, new Span<byte>(header + HeaderBytes, length), (int)(producer & _mask));
        return true;
    }

    /// <summary>Writes a copy of a record.</summary>
    /// <returns>False when the ring is too full.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ring could never hold that much.</exception>
    public bool TryWrite(ReadOnlySpan<byte> record)
    {
        if (!TryReserve(record.Length, out var room))
            return false;
        record.CopyTo(room.Bytes);
        room.Submit();
        return true;
    }

    /// <summary>Ends the mapping; what was submitted stays in the map.</summary>
    public void Dispose()
    {
        _consumerPage.Dispose();
        _producerPages.Dispose();
    }

    internal void Commit(int position, bool discard)
    {
        ObjectDisposedException.ThrowIf(_producerPages.IsClosed, this);
        var header = (uint*)(Content + position);
        Interlocked.Exchange(ref *header, (*header & ~BusyBit) | (discard ? DiscardBit : 0));
    }
}
