using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Borescope.Script.Binding;
using Borescope.Script.Output;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

public class MapOutputTests
{
    public static IEnumerable<object[]> Cases() => CaseFiles.Blocks("maps.txt").Select(b => new object[] { b.Title, b.Sections["input"], b.Sections["text"], b.Sections["json"] });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Maps_print_as_the_case_file_says(string title, string input, string text, string json)
    {
        var map = new MapCase(input);
        Assert.True(text == Text(o => o.Map(map.Snapshot, map.Top, map.Divisor)), $"{title}:\n{Text(o => o.Map(map.Snapshot, map.Top, map.Divisor))}");
        string line = Json(o => o.Map(map.Snapshot, map.Top, map.Divisor));
        if (line.Length > 0)
            JsonDocument.Parse(line).Dispose();
        if (json.Length > 0 || text.Length == 0)
            Assert.Equal(json, line);
    }

    [Fact]
    public void The_end_of_a_run_prints_all_maps_by_name_after_two_newlines()
    {
        MapSnapshot[] maps = [new MapCase("@b int64\n2\n").Snapshot, new MapCase("@empty int64 int64\n").Snapshot, new MapCase("@a int64\n1\n").Snapshot, new MapCase("@B int64\n3\n").Snapshot];
        Assert.Equal("\n\n@B: 3\n@a: 1\n@b: 2\n", Text(o => o.End(maps)));
        Assert.Equal("{\"type\": \"map\", \"data\": {\"@B\": 3}}\n{\"type\": \"map\", \"data\": {\"@a\": 1}}\n{\"type\": \"map\", \"data\": {\"@b\": 2}}\n", Json(o => o.End(maps)));
        Assert.Equal("\n\n", Text(o => o.End([])));
    }

    [Fact]
    public void One_element_prints_as_a_value_without_its_name()
    {
        var count = new MapCase("@x int64 count\n1 : 5 | 6\n");
        Assert.Equal("11\n", Text(o => o.MapElement(count.Snapshot)));
        Assert.Equal("{\"type\": \"value\", \"data\": 11}\n", Json(o => o.MapElement(count.Snapshot)));
        var hist = new MapCase("@h int64 hist:0\n1 : 1=1\n");
        Assert.StartsWith("[0]                    1 |@@@@", Text(o => o.MapElement(hist.Snapshot)), StringComparison.Ordinal);
        Assert.Equal("{\"type\": \"value\", \"data\": [{\"min\": 0, \"max\": 0, \"count\": 1}]}\n", Json(o => o.MapElement(hist.Snapshot)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Histograms_print_the_same_when_each_bucket_is_an_element(string title, string input, string text, string json)
    {
        var map = new MapCase(input);
        if (map.Snapshot.Map is not { KeyType: not null, ValueType: AggregationType { Buckets: > 0 } })
            return;
        MapSnapshot split = map.PerBucket();
        Assert.True(text == Text(o => o.Map(split, map.Top, map.Divisor)), $"{title}:\n{Text(o => o.Map(split, map.Top, map.Divisor))}");
        if (json.Length > 0)
            Assert.Equal(json, Json(o => o.Map(split, map.Top, map.Divisor)));
    }

    [Fact]
    public void A_flag_behind_a_scalar_tells_zero_from_never()
    {
        var map = new MapSymbol("@x") { ValueType = IntegerType.Int64 };
        Assert.Equal("", Text(o => o.Map(new MapSnapshot(map, 1, default, 4, new byte[16], 16, 1, SetFlagOffset: 8))));
        byte[] assigned = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal("@x: 0\n", Text(o => o.Map(new MapSnapshot(map, 1, default, 4, assigned, 16, 1, SetFlagOffset: 8))));
    }

    [Fact]
    public void A_missing_element_prints_as_zero()
    {
        MapSnapshot missing = new MapCase("@x int64 count\n").Snapshot;
        Assert.Equal("0\n", Text(o => o.MapElement(missing)));
        Assert.Equal("{\"type\": \"value\", \"data\": 0}\n", Json(o => o.MapElement(missing)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Every_hist_bucket_begins_where_the_one_before_ends_and_holds_its_values(int bits)
    {
        var type = new AggregationType(AggregationKind.Hist, true, bits);
        var map = new MapSymbol("@h") { ValueType = type };
        var values = new byte[type.Size];
        for (int i = 0; i < type.Buckets; i++)
            values[8 * i] = 1;
        string json = Json(o => o.Map(new MapSnapshot(map, 1, default, 0, values, type.Size, 1)));
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement[] buckets = [.. document.RootElement.GetProperty("data").GetProperty("@h").EnumerateArray()];
        UInt128 next = 0;
        for (int i = 1; i < buckets.Length; i++)
        {
            ulong minimum = Number(buckets[i].GetProperty("min")), maximum = Number(buckets[i].GetProperty("max"));
            Assert.Equal(next, (UInt128)minimum);
            Assert.Equal(i, Bucket(minimum, bits));
            Assert.Equal(i, Bucket(maximum, bits));
            next = (UInt128)maximum + 1;
        }

        Assert.Equal((UInt128)1 << 64, next);
    }

    [Fact]
    public void Rows_come_out_sorted_whatever_the_key()
    {
        var random = new Random(99);
        var key = new TupleType([new StringType(12), new IntegerType(4, true)]);
        var map = new MapSymbol("@x") { KeyType = key, ValueType = BoolType.Instance };
        const int Count = 5000;
        var keys = new byte[Count * key.Size];
        for (int i = 0; i < Count; i++)
        {
            Span<byte> one = keys.AsSpan(i * key.Size, key.Size);
            Encoding.ASCII.GetBytes("prefix__" + (char)('a' + random.Next(4)), one);
            BitConverter.TryWriteBytes(one[key.Offsets[1]..], random.Next(-1000, 1000));
        }

        string text = Text(o => o.Map(new MapSnapshot(map, Count, keys, key.Size, new byte[Count], 1, 1)));
        var rows = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[3..line.IndexOf(']', StringComparison.Ordinal)].Split(", ")).Select(k => (k[0], int.Parse(k[1], CultureInfo.InvariantCulture))).ToArray();
        Assert.Equal(Count, rows.Length);
        Assert.Equal(rows.OrderBy(r => r.Item1, StringComparer.Ordinal).ThenBy(r => r.Item2), rows);
    }

    private static int Bucket(ulong value, int bits)
    {
        if (value < 1UL << bits)
            return 1 + (int)value;
        int msb = 63 - System.Numerics.BitOperations.LeadingZeroCount(value);
        return 1 + ((msb - bits + 1) << bits) + (int)((value >> (msb - bits)) & ((1UL << bits) - 1));
    }

    private static ulong Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? ulong.Parse(element.GetString()!, CultureInfo.InvariantCulture) : element.GetUInt64();

    private static string Text(Action<IOutput> print)
    {
        using var sink = new ByteSink();
        using var notes = new ByteSink();
        using var output = new TextOutput(sink, notes, new FakeResolver(), new OutputOptions());
        print(output);
        return Encoding.UTF8.GetString(sink.Written);
    }

    private static string Json(Action<IOutput> print)
    {
        using var sink = new ByteSink();
        using var output = new JsonOutput(sink, new FakeResolver(), new OutputOptions());
        print(output);
        return Encoding.UTF8.GetString(sink.Written);
    }
}
