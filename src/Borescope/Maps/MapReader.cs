using System;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>Copies whole maps: in batches, or key by key where the kernel has no batch operation for the type.</summary>
internal static unsafe class MapReader
{
    private const int FirstBatch = 1024;
    private const int LargestBatch = 65536;

    internal static MapSnapshot Read(BpfMap map, bool delete)
    {
        var snapshot = new MapSnapshot(map.KeySize, map.ValueBytes, FirstBatch);
        try
        {
            var isArray = map.Type is BpfMapType.Array or BpfMapType.PerCpuArray;
            if (map.Type is BpfMapType.Queue or BpfMapType.Stack)
                TakeAll(map, snapshot);
            else if (!TryReadBatches(map, snapshot, delete && !isArray))
                ReadOneByOne(map, snapshot, delete && !isArray);
            if (delete && isArray)
                ZeroArray(map, snapshot);
            return snapshot;
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    private static bool TryReadBatches(BpfMap map, MapSnapshot snapshot, bool delete)
    {
        var command = delete ? BpfCommand.MapLookupAndDeleteBatch : BpfCommand.MapLookupBatch;
        var batch = FirstBatch;

        // The cursor is opaque; it is a bucket number for hashes and a whole key for other types.
        Span<byte> cursor = stackalloc byte[Math.Max(8, map.KeySize)];
        cursor.Clear();
        var started = false;
        while (true)
        {
            snapshot.Reserve(batch, out var keys, out var values);
            Errno error;
            int count;
            fixed (byte* cursorPointer = cursor)
            fixed (byte* keyPointer = keys)
            fixed (byte* valuePointer = values)
            {
                var attributes = new MapBatchAttributes
                {
                    InBatch = started ? (ulong)cursorPointer : 0,
                    OutBatch = (ulong)cursorPointer,
                    Keys = (ulong)keyPointer,
                    Values = (ulong)valuePointer,
                    Count = (uint)batch,
                    Map = map.Descriptor,
                };
                error = map.Calls.Bpf(command, &attributes, (uint)sizeof(MapBatchAttributes)).AsErrno();
                count = (int)Math.Min(attributes.Count, (uint)batch);
            }

            switch (error)
            {
                case Errno.None:
                    snapshot.Count += count;
                    started = true;
                    batch = Math.Min(batch * 2, LargestBatch);
                    break;
                case Errno.ENOENT:
                    // The last batch: what it holds is valid.
                    snapshot.Count += count;
                    return true;
                case Errno.ENOSPC when batch < int.MaxValue / 4 / Math.Max(1, map.ValueBytes + map.KeySize):
                    // One bucket holds more than fits; nothing was moved.
                    batch *= 2;
                    break;
                case Errno.EINTR or Errno.EAGAIN:
                    break;
                case Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP or Errno.ENOSYS when !started:
                    return false;
                default:
                    throw new BpfException(error, KernelOperation.MapBatch, map.Name);
            }
        }
    }

    private static void ReadOneByOne(BpfMap map, MapSnapshot snapshot, bool delete)
    {
        // A key deleted under us makes the kernel start again; the limit keeps a busy map from holding us for ever.
        var limit = Math.Min((long)map.Spec.MaxEntries * 2, int.MaxValue / Math.Max(1, map.KeySize + map.ValueBytes));
        Span<byte> current = map.KeySize <= 1024 ? stackalloc byte[map.KeySize] : new byte[map.KeySize];
        Span<byte> next = map.KeySize <= 1024 ? stackalloc byte[map.KeySize] : new byte[map.KeySize];
        var more = map.TryNextKey(default, next);
        while (more && snapshot.Count < limit)
        {
            next.CopyTo(current);
            more = map.TryNextKey(current, next);
            snapshot.Reserve(1, out var key, out var value);
            if (map.TryLookup(current, value))
            {
                current.CopyTo(key);
                snapshot.Count++;
                if (delete)
                    map.Delete(current);
            }
        }
    }

    private static void TakeAll(BpfMap map, MapSnapshot snapshot)
    {
        while (snapshot.Count <= map.Spec.MaxEntries)
        {
            snapshot.Reserve(1, out _, out var value);
            if (!map.TryTake(default, value))
                return;
            snapshot.Count++;
        }
    }

    private static void ZeroArray(BpfMap map, MapSnapshot snapshot)
    {
        var zero = new byte[map.ValueBytes];
        for (var index = 0; index < snapshot.Count; index++)
        {
            // Most elements of a sparse array never changed.
            if (snapshot.Value(index).ContainsAnyExcept((byte)0))
                map.Update(snapshot.Key(index), zero);
        }
    }
}
