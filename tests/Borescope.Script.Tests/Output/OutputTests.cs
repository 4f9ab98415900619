using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;
using Borescope.Script.Output;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

public sealed class OutputTests : IDisposable
{
    private const string Script = "begin { errorf(\"bad\"); }\ninterval:s:1\n{ print(1) }";
    private static readonly ScriptSource Source = new("stdin", Script);
    private static readonly TextSpan Call = new(8, 13);
    private readonly ByteSink _out = new();
    private readonly ByteSink _notes = new();

    public void Dispose()
    {
        _out.Dispose();
        _notes.Dispose();
    }

    [Theory]
    [InlineData(1, "Attached 1 probe\n")]
    [InlineData(3, "Attached 3 probes\n")]
    public void Attached_probes_are_told_beside_the_output(int count, string expected)
    {
        Text(o => o.AttachedProbes(count));
        Assert.Equal(("", expected), Taken());
        Json(o => o.AttachedProbes(count));
        Assert.Equal(($"{{\"type\": \"attached_probes\", \"count\": {count}, \"data\": {{\"probes\": {count}}}}}\n", ""), Taken());
        Text(o => o.AttachedProbes(count), new OutputOptions { Quiet = true });
        Assert.Equal(("", ""), Taken());
    }

    [Fact]
    public void Printf_values_times_and_lost_events()
    {
        Everything(o =>
        {
            o.Printf(Format("%s \"x\"\n", new EventField(new StringType(8), 8)), Record("a\u001b\n"));
            o.Value(new TupleType([IntegerType.Int64, new StringType(4)]), [1, 0, 0, 0, 0, 0, 0, 0, 97, 0, 0, 0, 0, 0, 0, 0]);
            o.Time(new TimeFormat("%H:%M:%S\n", false));
            o.LostEvents(3);
        });
        (string output, string notes) = Taken();
        Assert.Equal(
            """
            a\x1b\x0a "x"
            (1, a)
            22:13:20
            {"type": "printf", "data": "a\u001b\n \"x\"\n"}
            {"type": "value", "data": [1,"a"]}
            {"type": "time", "data": "22:13:20\n"}
            {"type": "lost_events", "count": 3, "data": {"events": 3}}

            """,
            output);
        Assert.Equal("Lost 3 events\n", notes);
    }

    [Fact]
    public void Errorf_and_warnf_show_their_place_in_the_script()
    {
        var position = new SourcePosition(Source, Call);
        Everything(o =>
        {
            o.Errorf(Format("bad %d\n", new EventField(IntegerType.Int64, 8)), new byte[16], position);
            o.Warnf(Format("hm"), new byte[8], position);
        });
        (string output, string notes) = Taken();
        Assert.Equal(
            "stdin:1:9-22: ERROR: bad 0\nbegin { errorf(\"bad\"); }\n        ~~~~~~~~~~~~~\nstdin:1:9-22: WARNING: hm\nbegin { errorf(\"bad\"); }\n        ~~~~~~~~~~~~~\n", notes);
        Assert.Equal(
            """
            {"type": "errorf", "msg": "bad 0\n", "filename": "stdin", "line": 1, "col": 9}
            {"type": "warnf", "msg": "hm", "filename": "stdin", "line": 1, "col": 9}

            """,
            output);
        Everything(o => o.Warnf(Format("hm"), new byte[8], position), new OutputOptions { NoWarnings = true });
        Assert.Equal(("", ""), Taken());
    }

    [Theory]
    [InlineData("bpf_map_update_elem", -7L, "Map full; can't update element. Try increasing max_map_keys config or manually setting the max entries in a map declaration e.g. `let @a = hash(5000)`", "Argument list too long")]
    [InlineData("bpf_map_delete_elem", -2L, "Can't delete map element because it does not exist.", "No such file or directory")]
    [InlineData("map_lookup_elem", 0L, "Can't lookup map element because it does not exist.", "Success")]
    [InlineData("bpf_probe_read_user_str", -14L, "Bad address", "Bad address")]
    public void Helper_errors_name_helper_and_code(string helper, long code, string text, string json)
    {
        var action = new RuntimeErrorAction(RuntimeErrorKind.HelperError, helper) { Span = Call, RecordSize = 16 };
        Everything(o => o.RuntimeError(action, code, new SourcePosition(Source, Call)));
        (string output, string notes) = Taken();
        string name = helper.Replace("bpf_", "", StringComparison.Ordinal);
        Assert.StartsWith($"stdin:1:9-22: WARNING: {text}\nAdditional Info - helper: {name}, retcode: {code}\nbegin", notes, StringComparison.Ordinal);
        Assert.Equal($"{{\"type\": \"helper_error\", \"msg\": \"{json}\", \"helper\": \"{name}\", \"retcode\": {code}, \"filename\": \"stdin\", \"line\": 1, \"col\": 9}}\n", output);
    }

    [Fact]
    public void Runtime_errors_without_a_helper()
    {
        var action = new RuntimeErrorAction(RuntimeErrorKind.DivideByZero) { Span = Call, RecordSize = 16 };
        Everything(o => o.RuntimeError(action, 0, new SourcePosition(Source, Call)));
        (string output, string notes) = Taken();
        Assert.StartsWith("stdin:1:9-22: WARNING: Divide or modulo by 0 detected. ", notes, StringComparison.Ordinal);
        Assert.StartsWith("{\"type\": \"runtime_error\", \"msg\": \"Divide or modulo by 0 detected. ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_commands_keep_their_lines_and_lose_their_controls()
    {
        Everything(o =>
        {
            o.Cat("a\u001b[0m\nb\n"u8);
            o.System("out\n"u8);
        });
        Assert.Equal(
            """
            a\x1b[0m
            b
            out

            {"type": "cat", "data": "a\u001b[0m\nb\n"}
            {"type": "syscall", "data": "out\n"}

            """,
            Taken().Output);
    }

    [Fact]
    public void What_was_not_seen_is_told_at_the_end()
    {
        var summary = new RunSummary { LostEvents = 9, MissedHits = [new RunCount("kretprobe:f", 2)], FullMaps = [new RunCount("@x", 4)] };
        Everything(o =>
        {
            o.Value(new StringType(2), "ab"u8);
            o.Summary(summary);
            o.Summary(new RunSummary());
        });
        (string output, string notes) = Taken();
        string[] warnings = notes.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("WARNING: Lost 9 events in total", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("WARNING: kretprobe:f missed 2 hits", warnings[1], StringComparison.Ordinal);
        Assert.StartsWith("WARNING: @x was full: 4 updates were dropped", warnings[2], StringComparison.Ordinal);
        Assert.StartsWith("WARNING: 1 printed strings were cut", warnings[3], StringComparison.Ordinal);
        Assert.Contains("{\"type\": \"missed_hits\", \"data\": {\"probe\": \"kretprobe:f\", \"count\": 2}}\n{\"type\": \"map_full\", \"data\": {\"map\": \"@x\", \"count\": 4}}\n{\"type\": \"truncated_strings\", \"count\": 1, \"data\": {\"strings\": 1}}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_are_dispatched_by_their_action()
    {
        var map = new MapSymbol("@x") { ValueType = IntegerType.Int64 };
        EventAction[] actions =
        [
            new FormatAction("printf", "p %d\n", [new EventField(IntegerType.Int64, 8)]) { Span = Call, RecordSize = 16 },
            new PrintValueAction(new EventField(IntegerType.Int64, 8)) { Span = Call, RecordSize = 16 },
            new TimeAction("%Y\n") { Span = Call, RecordSize = 8 },
            new JoinAction("-", 3, 8) { Span = Call, RecordSize = 40 },
            new FormatAction("errorf", "e", []) { Span = Call, RecordSize = 8 },
            new FormatAction("system", "echo %s", [new EventField(new StringType(8), 8)]) { Span = Call, RecordSize = 16 },
            new ClearMapAction(map) { Span = Call, RecordSize = 8 },
            new RuntimeErrorAction(RuntimeErrorKind.HelperError, "bpf_map_update_elem") { Span = Call, RecordSize = 16 },
        ];
        var handled = new List<bool>();
        Everything(o =>
        {
            using var formatter = new EventFormatter(actions, o, new FakeResolver(), a => new SourcePosition(Source, a.Span));
            for (byte i = 0; i < actions.Length; i++)
            {
                var record = new byte[actions[i].RecordSize];
                record[0] = i;
                if (record.Length > 8)
                    record[8] = 2;
                if (i == 3)
                    Encoding.ASCII.GetBytes("ls\0\0\0\0\0\0-l").CopyTo(record, 16);
                handled.Add(formatter.TryFormat(record));
            }

            Assert.Equal("echo a\u001b", Encoding.UTF8.GetString(formatter.FormatText(Record("a\u001b", 5))));
            Assert.Throws<ArgumentException>(() => formatter.TryFormat([99, 0, 0, 0, 0, 0, 0, 0]));
            Assert.Throws<ArgumentException>(() => formatter.TryFormat(new byte[8]));
            Assert.Throws<ArgumentException>(() => formatter.TryFormat(new byte[2]));
        });
        Assert.Equal([true, true, true, true, true, false, false, true], handled.Take(8));
        Assert.StartsWith("p 2\n2\n2023\nls--l\n{\"type\": \"printf\"", Taken().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_json_and_terminal_poison_stays_one_line_of_json()
    {
        var random = new Random(5);
        var type = new StringType(16);
        var map = new MapSymbol("@\"\\") { KeyType = new TupleType([type, type]), ValueType = type };
        var keys = new byte[32 * 200];
        var values = new byte[16 * 200];
        random.NextBytes(keys);
        random.NextBytes(values);
        Json(o => o.End([new MapSnapshot(map, 200, keys, 32, values, 16, 1)]));
        string line = Taken().Output;
        Assert.Equal(1, line.Count(c => c == '\n'));
        using JsonDocument document = JsonDocument.Parse(line);
        Assert.Equal(200, document.RootElement.GetProperty("data").GetProperty("@\"\\").EnumerateObject().Count());
    }

    private static PrintfWriter Format(string format, params EventField[] arguments) => new(PrintfFormat.Parse(format), arguments);

    private static byte[] Record(string text, byte index = 0)
    {
        var record = new byte[16];
        record[0] = index;
        Encoding.UTF8.GetBytes(text).CopyTo(record, 8);
        return record;
    }

    private void Everything(Action<IOutput> print, OutputOptions? options = null)
    {
        Text(print, options);
        Json(print, options);
    }

    private void Text(Action<IOutput> print, OutputOptions? options = null)
    {
        using var output = new TextOutput(_out, _notes, new FakeResolver(), options ?? new OutputOptions());
        print(output);
    }

    private void Json(Action<IOutput> print, OutputOptions? options = null)
    {
        int start = _out.Length;
        using var output = new JsonOutput(_out, new FakeResolver(), options ?? new OutputOptions());
        print(output);
        foreach (string line in Encoding.UTF8.GetString(_out.Written[start..]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            JsonDocument.Parse(line).Dispose();
    }

    private (string Output, string Notes) Taken()
    {
        var encoding = new UTF8Encoding(false, throwOnInvalidBytes: true);
        (string, string) taken = (encoding.GetString(_out.Written), encoding.GetString(_notes.Written));
        _out.Truncate(0);
        _notes.Truncate(0);
        return taken;
    }
}
