using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Borescope.Script.Output;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

public sealed class ValueWriterTests : IDisposable
{
    private readonly ValueWriter _text = new(new FakeResolver(), new OutputOptions());
    private readonly ValueWriter _json = new(new FakeResolver(), new OutputOptions(), escapeText: false);

    public void Dispose()
    {
        _text.Dispose();
        _json.Dispose();
    }

    public static IEnumerable<object[]> Cases() => CaseFiles.Columns("values.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_print_as_the_case_file_says(string type, string value, string text, string json)
    {
        ScriptType t = TypeText.Parse(type);
        byte[] bytes = ValueBytes.Of(t, value);
        Assert.Equal(text.Replace('⏎', '\n'), Text(t, bytes));
        Assert.Equal(json, Json(t, bytes));
    }

    [Fact]
    public void Any_bytes_as_a_string_give_valid_json_and_text_without_controls()
    {
        var random = new Random(20260101);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(1, 24)];
            random.NextBytes(bytes);
            // Every second round stays near the edges of UTF-8, where decoders differ.
            for (int i = 0; i < bytes.Length && round % 2 == 0; i++)
                bytes[i] = (byte)(new[] { 0xc0, 0xc2, 0x80, 0xe2, 0x80, 0xa8, 0xed, 0xa0, 0xf0, 0x9f, 0xf4, 0x90, 0x1b, 0x22, 0x5c, 0x61 })[random.Next(16)];
            var type = new StringType(bytes.Length);

            using JsonDocument document = JsonDocument.Parse(Json(type, bytes));
            Assert.Equal(JsonValueKind.String, document.RootElement.ValueKind);
            foreach (Rune rune in Text(type, bytes).EnumerateRunes())
                Assert.True(rune.Value is '\t' or (>= 0x20 and < 0x7f) or >= 0xa0 && rune.Value is not (0x202e or 0xfffd or 0x2028), $"U+{rune.Value:X4}");
        }
    }

    [Fact]
    public void Raw_output_passes_bytes_unchanged_as_text_and_stays_valid_as_json()
    {
        var options = new OutputOptions { Raw = true };
        using var raw = new ValueWriter(new FakeResolver(), options);
        using var sink = new ByteSink();
        raw.WriteText(sink, new StringType(4), [0x1b, 0xff, 0x0a, 0]);
        Assert.Equal([0x1b, 0xff, 0x0a], sink.Written.ToArray());
        sink.Truncate(0);
        raw.WriteJson(sink, new StringType(6), [0x1b, 0xff, 0x0a, 0xc2, 0x9b, 0]);
        Assert.Equal("\"\\u001b\\\\xff\\n\u009b\"", Encoding.UTF8.GetString(sink.Written));
    }

    [Fact]
    public void Strings_without_room_for_their_end_are_counted()
    {
        Text(new StringType(2), "ab"u8.ToArray());
        Text(new StringType(3), "ab\0"u8.ToArray());
        Text(new StringType(2), "cd"u8.ToArray());
        Assert.Equal(2, _text.TruncatedStrings);
    }

    [Fact]
    public void A_value_shorter_than_its_type_is_refused_with_both_sizes()
    {
        var error = Assert.Throws<ArgumentException>(() => Text(IntegerType.Int64, new byte[4]));
        Assert.Contains("int64 takes 8 bytes, but there are 4", error.Message, StringComparison.Ordinal);
    }

    private string Text(ScriptType type, byte[] bytes)
    {
        using var sink = new ByteSink();
        _text.WriteText(sink, type, bytes);
        return new UTF8Encoding(false, true).GetString(sink.Written);
    }

    private string Json(ScriptType type, byte[] bytes)
    {
        using var sink = new ByteSink();
        _json.WriteJson(sink, type, bytes);
        return new UTF8Encoding(false, true).GetString(sink.Written);
    }
}
