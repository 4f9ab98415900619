using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Borescope.Maps;

namespace Borescope.Sources;

/// <summary>Tables of powers of two as text: row r counts values from 2^(r-1) to 2^r - 1, row 0 zeroes.</summary>
internal static class Histogram
{
    private const int Width = 40;

    internal static void Write(BpfMap map, string unit, TextWriter to)
    {
        SortedDictionary<ulong, ulong> rows = [];
        using (var elements = map.Read())
        {
            for (var index = 0; index < elements.Count; index++)
            {
                var key = Number(elements.Key(index));
                var value = elements.Value(index);
                ulong total = 0;
                for (var cpu = 0; cpu < map.CpuCount; cpu++)
                    total += Number(value.Slice(cpu * map.CpuStride, (int)map.Spec.ValueSize));
                if (total > 0 && key <= 64)
                    rows[key] = total;
            }
        }

        if (rows.Count == 0)
            return;
        var first = rows.Keys.First();
        var last = rows.Keys.Last();
        var most = rows.Values.Max();
        to.WriteLine($"{unit,24} : count    distribution");
        for (var row = first; row <= last; row++)
        {
            var count = rows.GetValueOrDefault(row);
            var low = row == 0 ? 0 : 1UL << ((int)row - 1);
            var high = row == 0 ? 0 : row == 64 ? ulong.MaxValue : (1UL << (int)row) - 1;
            to.WriteLine($"{low,10} -> {high,-10} : {count,-8} |{new string('*', (int)(count * Width / most)),-Width}|");
        }
    }

    private static ulong Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => BitConverter.ToUInt32(bytes),
        8 => BitConverter.ToUInt64(bytes),
        _ => throw new ArgumentException($"a histogram has keys and values of 4 or 8 bytes, not {bytes.Length}"),
    };
}
