using System;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>Copies whole maps.</summary>
internal static class MapReader
{
    internal static MapSnapshot Read(BpfMap map, bool delete)
    {
        var snapshot = new MapSnapshot(map.KeySize, map.ValueBytes, (int)Math.Clamp(map.Spec.MaxEntries, 1, 1024));
        try
        {
            var isArray = map.Type is BpfMapType.Array or BpfMapType.PerCpuArray;
            var cursor = new MapCursor(map, delete && !isArray, grow: true);
            while (!cursor.IsDone)
                cursor.ReadMore(snapshot);
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
