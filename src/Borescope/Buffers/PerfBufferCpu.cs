using System;
using System.Threading;

namespace Borescope.Buffers;

/// <summary>Reads the perf buffer of one CPU.</summary>
internal sealed unsafe class PerfBufferCpu(PerfEventOutput output) : IDisposable
{
    private byte[] _joined = new byte[4096];

    // Where the next record is, how far the kernel knows that, and where the present batch ends.
    private ulong _position;
    private ulong _published;
    private ulong _end;
    private ulong _start;

    internal int Descriptor => output.Descriptor;

    internal bool HasRecords => Volatile.Read(ref *output.Head) != *output.Tail;

    public void Dispose() => output.Dispose();

    internal void Begin()
    {
        _position = _published = _start = *output.Tail;
        _end = Volatile.Read(ref *output.Head);
    }

    internal bool TryTake(out ReadOnlySpan<byte> record, ref ulong lost)
    {
        // Space is given back in portions; what was handed out before is not used any more.
        if (_position - _published > output.Mask / 8)
        {
            Interlocked.MemoryBarrier();
            Publish();
        }

        while (_end - _position >= PerfRecord.HeaderBytes)
        {
            var size = *(ushort*)(output.Content + (_position & output.Mask) + 6);
            if (size < PerfRecord.HeaderBytes || size > _end - _position)
            {
                // The kernel never writes such a record; skipping everything is the only way to go on.
                _position = _end;
                break;
            }

            var whole = output.Join(_position, size, ref _joined);
            _position += size;
            lost += PerfRecord.LostBy(whole);
            if (PerfRecord.TrySample(whole, out record))
                return true;
        }

        record = default;
        return false;
    }

    /// <summary>Gives space back; the caller has put up a full fence. Bytes read since <see cref="Begin"/>.</summary>
    internal long Commit()
    {
        var bytes = (long)(_position - _start);
        _start = _position;
        Publish();
        return bytes;
    }

    private void Publish()
    {
        Volatile.Write(ref *output.Tail, _position);
        _published = _position;
    }
}
