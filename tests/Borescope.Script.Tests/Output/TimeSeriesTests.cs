using System;
using System.Buffers.Binary;
using System.Text;
using Borescope.Script.Binding;
using Borescope.Script.Output;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

public class TimeSeriesTests
{
    private const long Step = 100_000_000;

    // 22:13:20 of a day in 2023.
    private const long Start = 1_700_000_000_000_000_000;

    [Fact]
    public void The_smallest_value_stands_on_the_left_bar_the_largest_on_the_right_one_and_zero_is_dotted() => Assert.Equal(
        """
        @:
                     -5                                                  5
        hh:mm:ss.ms  |___________________________________________________|
        22:13:20.000 *                         .                         | -5
        22:13:20.100 |    *                    .                         | -4
        22:13:20.200 |                   *     .                         | -1
        22:13:20.300 |                         *                         | 0
        22:13:20.400 |                         .                   *     | 4
        22:13:20.500 |                         .                         * 5
                     v___________________________________________________v
                     -5                                                  5


        """,
        Text(true, -5, -4, -1, 0, 4, 5));

    [Fact]
    public void Zero_is_not_marked_where_it_is_a_bound_and_intervals_without_a_value_are_gaps() => Assert.Equal(
        """
        @:
                     0                                                 200
        hh:mm:ss.ms  |___________________________________________________|
        22:13:20.000 |                         *                         | 100
        22:13:20.100 |---------------------------------------------------|
        22:13:20.200 *                                                   | 0
        22:13:20.300 |                                                   * 200
                     v___________________________________________________v
                     0                                                 200


        """,
        Text(false, 100, null, 0, 200));

    [Fact]
    public void A_single_value_stands_between_its_neighbours_and_its_time_is_exact() => Assert.Equal(
        """
        @:
                           6                                                   8
        hh:mm:ss.ns        |___________________________________________________|
        22:13:20.000000000 |                         *                         | 7
                           v___________________________________________________v
                           6                                                   8


        """,
        Text(false, 7));

    [Theory]
    [InlineData(60_000_000_000, "hh:mm:ss |___", "22:14:00 | ")]
    [InlineData(1_000_000_000, "hh:mm:ss |___", "22:13:21 | ")]
    [InlineData(2_500_000_000, "hh:mm:ss.ms  |___", "22:13:22.500 | ")]
    [InlineData(20_000, "hh:mm:ss.\u03bcs    |___", "22:13:20.000020 | ")]
    [InlineData(250, "hh:mm:ss.ns        |___", "22:13:20.000000250 | ")]
    public void Times_are_as_fine_as_the_intervals(long step, string title, string second)
    {
        string text = Text(step, false, 7, 7);
        Assert.Contains("\n" + title, text, StringComparison.Ordinal);
        Assert.Contains("\n" + second, text, StringComparison.Ordinal);
    }

    private static string Text(bool signed, params long?[] values) => Text(Step, signed, values);

    private static string Text(long step, bool signed, params long?[] values)
    {
        var memory = new byte[values.Length * AggregationType.IntervalSize];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } value)
                continue;
            Span<byte> slot = memory.AsSpan(i * AggregationType.IntervalSize);
            BinaryPrimitives.WriteInt64LittleEndian(slot, (Start / step) + i + 1);
            BinaryPrimitives.WriteInt64LittleEndian(slot[8..], value);
        }

        var map = new MapSymbol("@") { ValueType = AggregationType.Series(signed, step, values.Length, SeriesFunction.Last) };
        using var sink = new ByteSink();
        using var notes = new ByteSink();
        using var output = new TextOutput(sink, notes, new FakeResolver(), new OutputOptions());
        output.Map(new MapSnapshot(map, 1, Array.Empty<byte>(), 0, memory, memory.Length, 1));
        return Encoding.UTF8.GetString(sink.Written);
    }
}
