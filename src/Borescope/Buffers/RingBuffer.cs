using System;
using System.Threading;
using Borescope.Kernel;
using Borescope.Maps;

namespace Borescope.Buffers;

/// <summary>
/// Reader of a BPF ring buffer (5.8). Records are handed out in place; space is given back to the kernel in portions of an
/// eighth of the buffer and at the end of each reading.
/// </summary>
public sealed unsafe class RingBuffer : EventBuffer
{
    private const uint BusyBit = 1u << 31;
    private const uint DiscardBit = 1u << 30;
    private const uint LengthMask = DiscardBit - 1;
    private const int HeaderBytes = 8;

    private readonly MappedMemory _consumerPage;
    private readonly MappedMemory _producerPages;
    private readonly ulong _mask;
    private readonly ulong _portion;
    private readonly int[] _descriptors;

    // Where the next record is, how far the kernel knows that, and where the present batch ends.
    private ulong _position;
    private ulong _published;
    private ulong _end;
    private ulong _counted;

    /// <summary>Maps the ring.</summary>
    /// <param name="map">A map of type RingBuffer; stays owned by the caller and must outlive the reader.</param>
    /// <exception cref="BpfException">The map is no ring buffer, or the kernel refused to map it.</exception>
    public RingBuffer(BpfMap map)
        : base(map.Name, map.Calls)
    {
        if (map.Type != BpfMapType.RingBuffer)
            throw new BpfException($"map {map.Name} is of type {map.Type}, not a ring buffer", KernelOperation.MemoryMap, map.Name);
        var size = map.Spec.MaxEntries;
        var page = Environment.SystemPageSize;
        if (size == 0 || (size & (size - 1)) != 0 || size > (1u << 29))
            throw new BpfException($"ring buffer {map.Name} has {size} bytes; a power of two up to 512 MB is needed", KernelOperation.MemoryMap, map.Name);
        _descriptors = [map.Descriptor];
        _mask = size - 1;
        _portion = Math.Max(size / 8, 4096);
        var error = MappedMemory.TryMap(
            map.Calls, map.Descriptor, page, 0, MemoryProtection.Read | MemoryProtection.Write, MemoryMapFlags.Shared, out var consumer);
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.MemoryMap, map.Name);
        _consumerPage = consumer!;

        // The data area appears twice behind each other, so a record that wraps is contiguous.
        error = MappedMemory.TryMap(
            map.Calls, map.Descriptor, checked(page + (2 * (int)size)), page, MemoryProtection.Read, MemoryMapFlags.Shared, out var producer);
        if (error != Errno.None)
        {
            _consumerPage.Dispose();
            throw new BpfException(error, KernelOperation.MemoryMap, map.Name);
        }

        _producerPages = producer!;

        // A ring may have been read before by someone else: go on where that reader stopped.
        _position = _published = _end = _counted = Volatile.Read(ref *ConsumerPosition);
    }

    /// <summary>Bytes of the ring.</summary>
    public int Size => (int)_mask + 1;

    /// <summary>Bytes that wait to be read, headers included.</summary>
    public long Available => (long)(Volatile.Read(ref *ProducerPosition) - _position);

    private ulong* ConsumerPosition => (ulong*)_consumerPage.Pointer;

    private ulong* ProducerPosition => (ulong*)_producerPages.Pointer;

    private byte* Content => _producerPages.Pointer + Environment.SystemPageSize;

    internal override ReadOnlySpan<int> Descriptors => _descriptors;

    internal override Head Peek()
    {
        // The kernel commits a record, then reads our position to decide on waking us; we store our position, then read
        // its record to decide on sleeping. Without a full fence between both sides can miss each other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *ProducerPosition) == _position)
            return Head.Empty;
        return (Volatile.Read(ref *(uint*)(Content + (_position & _mask))) & BusyBit) != 0 ? Head.Busy : Head.Ready;
    }

    private protected override int DrainTo<THandler>(ref THandler handler, out long bytes)
    {
        ObjectDisposedException.ThrowIf(_producerPages.IsClosed, this);
        var content = Content;
        var consumer = ConsumerPosition;
        var producer = ProducerPosition;
        var position = _position;
        var published = position;
        var records = 0;
        try
        {
            while (true)
            {
                var end = Volatile.Read(ref *producer);
                if (position == end)
                    break;
                var going = true;
                while (position != end)
                {
                    var start = content + (position & _mask);
                    var header = Volatile.Read(ref *(uint*)start);
                    if ((header & BusyBit) != 0)
                    {
                        going = false;
                        break;
                    }

                    var length = header & LengthMask;
                    position += (length + HeaderBytes + 7) & ~7ul;
                    if ((header & DiscardBit) == 0)
                    {
                        records++;
                        if (!handler.OnRecord(new ReadOnlySpan<byte>(start + HeaderBytes, (int)length)))
                        {
                            going = false;
                            break;
                        }
                    }

                    if (position - published >= _portion)
                    {
                        Volatile.Write(ref *consumer, position);
                        published = position;
                    }
                }

                if (!going)
                    break;
            }
        }
        finally
        {
            // Also when the handler throws: what it saw is consumed.
            bytes = (long)(position - _position);
            _position = _published = _counted = position;
            if (position != published)
                Volatile.Write(ref *consumer, position);
        }

        return records;
    }

    private protected override void Begin()
    {
        ObjectDisposedException.ThrowIf(_producerPages.IsClosed, this);
        _end = Volatile.Read(ref *ProducerPosition);
    }

    private protected override bool TryTake(out ReadOnlySpan<byte> record, ref ulong lost)
    {
        ObjectDisposedException.ThrowIf(_producerPages.IsClosed, this);
        if (_position - _published >= _portion)
            Publish();
        while (_position != _end)
        {
            var start = Content + (_position & _mask);
            var header = Volatile.Read(ref *(uint*)start);
            if ((header & BusyBit) != 0)
                break;
            var length = header & LengthMask;
            _position += (length + HeaderBytes + 7) & ~7ul;
            if ((header & DiscardBit) != 0)
                continue;
            record = new ReadOnlySpan<byte>(start + HeaderBytes, (int)length);
            return true;
        }

        record = default;
        return false;
    }

    private protected override long Commit()
    {
        Publish();
        var bytes = (long)(_position - _counted);
        _counted = _position;
        return bytes;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _consumerPage.Dispose();
        _producerPages.Dispose();
    }

    private void Publish()
    {
        if (_position == _published || _consumerPage.IsClosed)
            return;
        Volatile.Write(ref *ConsumerPosition, _position);
        _published = _position;
    }
}
