using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Borescope.Script.Binding;
using Borescope.Script.Output;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

/// <summary>A map of a case file: <c>@name [key type] value type [top=N] [div=N]</c>, then one element per line, <c>key : value on CPU 0 | value on CPU 1 …</c>.</summary>
internal sealed class MapCase
{
    public MapCase(string input)
    {
        string[] lines = input.Split('\n');
        List<string> words = TypeText.SplitTop(lines[0], ' ');
        foreach (string option in words.Where(w => w.StartsWith("top=", StringComparison.Ordinal) || w.StartsWith("div=", StringComparison.Ordinal)).ToArray())
        {
            ulong number = ulong.Parse(option.AsSpan(4), CultureInfo.InvariantCulture);
            (Top, Divisor) = option[0] == 't' ? (number, Divisor) : (Top, number);
            words.Remove(option);
        }

        var map = new MapSymbol(words[0]) { ValueType = TypeText.Parse(words[^1]), KeyType = words.Count > 2 ? TypeText.Parse(words[1]) : null };
        ScriptType type = map.ValueType;
        int stride = type is AggregationType ? (type.Size + 7) / 8 * 8 : type.Size;
        List<string> elements = [.. lines[1..^1]];
        int cpus = type is AggregationType && elements.Count > 0 ? elements.Max(e => Values(map, e).Length) : 1;
        var keys = new List<byte>();
        var values = new List<byte>();
        foreach (string element in elements)
        {
            if (map.KeyType is not null)
                keys.AddRange(ValueBytes.Of(map.KeyType, element[..element.IndexOf(" : ", StringComparison.Ordinal)]));
            string[] perCpu = Values(map, element);
            for (int cpu = 0; cpu < cpus; cpu++)
            {
                var one = new byte[stride];
                if (cpu < perCpu.Length)
                    ValueBytes.Of(type, perCpu[cpu]).CopyTo(one, 0);
                values.AddRange(one);
            }
        }

        Snapshot = new MapSnapshot(map, elements.Count, keys.ToArray(), map.KeyType?.Size ?? 0, values.ToArray(), stride, cpus);
    }

    public MapSnapshot Snapshot { get; }

    public ulong Top { get; }

    public ulong Divisor { get; }

    /// <summary>The same histogram map as lowering keeps it: one element per bucket and key, scattered.</summary>
    public MapSnapshot PerBucket()
    {
        MapSnapshot map = Snapshot;
        int offset = (map.Map.KeyType!.Size + 7) / 8 * 8, count = 0;
        var keys = new List<byte>();
        var values = new List<byte>();
        for (int bucket = ((AggregationType)map.Map.ValueType!).Buckets - 1; bucket >= 0; bucket--)
        {
            for (int i = 0; i < map.Count; i++)
            {
                byte[] perCpu = [.. Enumerable.Range(0, map.Cpus).SelectMany(cpu => map.Value(i).Slice((cpu * map.ValueStride) + (8 * bucket), 8).ToArray())];
                if (bucket > 0 && perCpu.All(b => b == 0))
                    continue;
                var key = new byte[offset + 8];
                map.Key(i).CopyTo(key);
                BitConverter.TryWriteBytes(key.AsSpan(offset), (ulong)bucket);
                keys.AddRange(key);
                values.AddRange(perCpu);
                count++;
            }
        }

        return new MapSnapshot(map.Map, count, keys.ToArray(), offset + 8, values.ToArray(), 8, map.Cpus, offset);
    }

    private static string[] Values(MapSymbol map, string element)
    {
        string values = map.KeyType is null ? element : element[(element.LastIndexOf(" : ", StringComparison.Ordinal) + 3)..];
        return map.ValueType is AggregationType ? values.Split(" | ") : [values];
    }
}
