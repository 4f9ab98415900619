using System;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>Reads a map portion by portion: in batches, or key by key where the kernel has no batch operation for the type.</summary>
internal sealed unsafe class MapCursor
{
    private const int FirstBatch = 1024;
    private const int LargestBatch = 65536;
    private const int KeysAtOnce = 256;

    private readonly BpfMap _map;
    private readonly bool _delete;
    private readonly bool _grow;

    // Opaque; it is a bucket number for hashes and a whole key for other types.
    private readonly byte[] _position;
    private readonly byte[] _next;
    private Way _way;
    private bool _started;
    private int _batch;
    private long _left;

    /// <summary>Starts at the first element.</summary>
    /// <param name="map">The map.</param>
    /// <param name="delete">Whether what was read is deleted; not for arrays.</param>
    /// <param name="grow">Whether portions become larger and larger.</param>
    internal MapCursor(BpfMap map, bool delete, bool grow)
    {
        _map = map;
        _delete = delete;
        _grow = grow;
        _position = new byte[Math.Max(8, map.KeySize)];
        _next = new byte[map.KeySize];
        _way = map.Type is BpfMapType.Queue or BpfMapType.Stack ? Way.Taking : Way.Batches;
        _batch = (int)Math.Clamp(map.Spec.MaxEntries, 1, FirstBatch);

        // A key deleted under us makes the kernel start again; the limit keeps a busy map from holding us for ever.
        _left = Math.Min((long)map.Spec.MaxEntries * 2, int.MaxValue / Math.Max(1, map.KeySize + map.ValueBytes));
    }

    private enum Way
    {
        Batches,
        Keys,
        Taking,
        Done,
    }

    internal bool IsDone => _way == Way.Done;

    /// <summary>Puts the next elements behind those that the snapshot has; none may be left although <see cref="IsDone"/> was false.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal void ReadMore(MapSnapshot into)
    {
        switch (_way)
        {
            case Way.Batches:
                ReadBatch(into);
                break;
            case Way.Keys:
                ReadKeys(into);
                break;
            case Way.Taking:
                Take(into);
                break;
            default:
                break;
        }
    }

    private void ReadBatch(MapSnapshot into)
    {
        var command = _delete ? BpfCommand.MapLookupAndDeleteBatch : BpfCommand.MapLookupBatch;
        into.Reserve(_batch, out var keys, out var values);
        Errno error;
        int count;
        fixed (byte* position = _position)
        fixed (byte* keyPointer = keys)
        fixed (byte* valuePointer = values)
        {
            var attributes = new MapBatchAttributes
            {
                InBatch = _started ? (ulong)position : 0,
                OutBatch = (ulong)position,
                Keys = (ulong)keyPointer,
                Values = (ulong)valuePointer,
                Count = (uint)_batch,
                Map = _map.Descriptor,
            };
            error = _map.Calls.Bpf(command, &attributes, (uint)sizeof(MapBatchAttributes)).AsErrno();
            count = (int)Math.Min(attributes.Count, (uint)_batch);
        }

        switch (error)
        {
            case Errno.None:
                into.Count += count;
                _started = true;
                if (_grow)
                    _batch = Math.Min(_batch * 2, LargestBatch);
                break;
            case Errno.ENOENT:
                // The last batch: what it holds is valid.
                into.Count += count;
                _way = Way.Done;
                break;
            case Errno.ENOSPC when _batch < int.MaxValue / 4 / Math.Max(1, _map.ValueBytes + _map.KeySize):
                // One bucket holds more than fits; nothing was moved.
                _batch *= 2;
                break;
            case Errno.EINTR or Errno.EAGAIN:
                break;
            default:
                if (_started || !BpfMap.IsMissing(error))
                    throw new BpfException(error, KernelOperation.MapBatch, _map.Name);
                _way = _map.TryNextKey(default, _next) ? Way.Keys : Way.Done;
                break;
        }
    }

    private void ReadKeys(MapSnapshot into)
    {
        var current = _position.AsSpan(0, _map.KeySize);
        for (var count = 0; count < KeysAtOnce; count++)
        {
            if (_left-- <= 0)
            {
                _way = Way.Done;
                return;
            }

            _next.CopyTo(current);
            if (!_map.TryNextKey(current, _next))
                _way = Way.Done;
            into.Reserve(1, out var key, out var value);
            if (_map.TryLookup(current, value))
            {
                current.CopyTo(key);
                into.Count++;
                if (_delete)
                    _map.Delete(current);
            }

            if (IsDone)
                return;
        }
    }

    private void Take(MapSnapshot into)
    {
        for (var count = 0; count < KeysAtOnce; count++)
        {
            into.Reserve(1, out _, out var value);
            if (into.Count > _map.Spec.MaxEntries || !_map.TryTake(default, value))
            {
                _way = Way.Done;
                return;
            }

            into.Count++;
        }
    }
}
