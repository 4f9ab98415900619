using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Script.Lowering;
using Borescope.Script.Output;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

public sealed partial class PrintfTests : IDisposable
{
    private readonly ValueWriter _values = new(new FakeResolver(), new OutputOptions());

    public static IEnumerable<object[]> Cases() => CaseFiles.Columns("printf.txt");

    public static IEnumerable<object[]> ErrorCases() => CaseFiles.Columns("printf-errors.txt");

    public void Dispose() => _values.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Formats_print_as_the_case_file_says(string format, string arguments, string expected)
    {
        var fields = new List<EventField>();
        var record = new List<byte>(new byte[8]);
        foreach (string argument in arguments.Split(" ; ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            ScriptType type = TypeText.Parse(argument[..equals]);
            fields.Add(new EventField(type, record.Count));
            record.AddRange(ValueBytes.Of(type, argument[(equals + 1)..]));
        }

        PrintfFormat parsed = PrintfFormat.Parse(format.Replace('⏎', '\n'));
        Assert.Empty(parsed.Errors);
        Assert.Equal(expected.Replace('⏎', '\n'), Print(parsed, fields, record.ToArray()));
    }

    [Theory]
    [MemberData(nameof(ErrorCases))]
    public void Wrong_formats_are_told_with_their_place(string format, string offset, string length, string message)
    {
        PrintfError error = Assert.Single(PrintfFormat.Parse(format).Errors);
        Assert.Equal(int.Parse(offset, CultureInfo.InvariantCulture), error.Offset);
        Assert.Equal(int.Parse(length, CultureInfo.InvariantCulture), error.Length);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversions_know_their_place_in_the_format()
    {
        PrintfConversion[] conversions = [.. PrintfFormat.Parse("a %% %-5s, %rh!").Conversions];
        Assert.Equal([(5, 4), (11, 3)], conversions.Select(c => (c.Offset, c.Length)));
        Assert.True(conversions[1].WantsBuffer);
    }

    [Fact]
    public void Integer_conversions_agree_with_the_c_library()
    {
        long[] numbers = [0, 1, -1, 7, 8, 255, -128, 32768, 2147483647, -2147483648, 4294967296, long.MaxValue, long.MinValue, 1234567890123];
        string[] flags = ["", "-", "+", " ", "#", "0", "-+", "+0", " 0", "#0", "-#", "+ ", "-0"];
        string[] sizes = ["", "1", "6", "24", ".0", ".1", ".5", "8.3", "3.8", "12.0"];
        string[] lengths = ["", "hh", "h", "l", "ll", "j", "z", "t"];
        var record = new byte[16];
        Span<byte> native = stackalloc byte[256];
        foreach (string flag in flags)
        {
            foreach (string size in sizes)
            {
                foreach (string length in lengths)
                {
                    foreach (char conversion in "diuoxX")
                    {
                        string text = $"[%{flag}{size}{length}{conversion}]";
                        PrintfFormat format = PrintfFormat.Parse(text);
                        foreach (long number in numbers)
                        {
                            BitConverter.TryWriteBytes(record.AsSpan(8), number);
                            int written = Snprintf(ref native[0], (nuint)native.Length, text, number);
                            Assert.Equal($"{text} of {number}: {Encoding.ASCII.GetString(native[..written])}", $"{text} of {number}: {Print(format, [new EventField(IntegerType.Int64, 8)], record)}");
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void A_conversion_refuses_types_it_cannot_print()
    {
        PrintfConversion decimals = PrintfFormat.Parse("%d").Conversions[0], buffer = PrintfFormat.Parse("%r").Conversions[0], any = PrintfFormat.Parse("%s").Conversions[0];
        Assert.False(decimals.Accepts(new StringType(4)));
        Assert.True(decimals.Accepts(BoolType.Instance));
        Assert.False(buffer.Accepts(IntegerType.Int64));
        Assert.True(any.Accepts(IntegerType.Int64));
        Assert.False(any.Accepts(VoidType.Instance));
        Assert.Throws<ArgumentException>(() => new PrintfWriter(PrintfFormat.Parse("%d"), [new EventField(new StringType(4), 8)]));
    }

    [Fact]
    public void A_prepared_format_prints_without_allocating()
    {
        PrintfWriter writer = new(PrintfFormat.Parse("%s %-8d %08x %s\n"), [new EventField(new StringType(16), 8), new EventField(IntegerType.Int64, 24), new EventField(IntegerType.UInt64, 32), new EventField(TypeText.Color, 40)]);
        var record = new byte[48];
        "bash"u8.CopyTo(record.AsSpan(8));
        using var sink = new ByteSink(65536);
        for (int i = 0; i < 100; i++)
            writer.Write(sink, record, _values);
        sink.Truncate(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            writer.Write(sink, record, _values);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // The C library reads a variadic integer from the register in which a fixed one is passed, on x86-64 and arm64 Linux.
    [LibraryImport("libc", EntryPoint = "snprintf", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Snprintf(ref byte buffer, nuint size, string format, long value);

    private string Print(PrintfFormat format, IReadOnlyList<EventField> fields, byte[] record)
    {
        using var sink = new ByteSink();
        new PrintfWriter(format, fields).Write(sink, record, _values);
        return Encoding.UTF8.GetString(sink.Written);
    }
}
