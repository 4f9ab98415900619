using System;
using System.Collections.Generic;
using System.Linq;
using Borescope.Kernel;
using Borescope.Script.Lowering;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Output for programs: one JSON object per line, all on one sink, always valid UTF-8.</summary>
public sealed class JsonOutput : IOutput
{
    private readonly ByteSink _out;
    private readonly OutputOptions _options;
    private readonly ValueWriter _values;
    private readonly MapWriter _maps;
    private readonly ByteSink _scratch = new();

    /// <summary>Creates the output. The sink is flushed but not disposed with it.</summary>
    /// <param name="output">Target.</param>
    /// <param name="resolver">Names and times.</param>
    /// <param name="options">How to write.</param>
    public JsonOutput(ByteSink output, IValueResolver resolver, OutputOptions options)
    {
        _out = output;
        _options = options;
        _values = new ValueWriter(resolver, options, escapeText: false);
        _maps = new MapWriter(_values);
    }

    /// <inheritdoc/>
    public Errno Failure => _out.Failure;

    /// <inheritdoc/>
    public void AttachedProbes(int count)
    {
        if (!_options.Quiet)
            Counted("attached_probes"u8, "probes"u8, count);
    }

    /// <inheritdoc/>
    public void Printf(PrintfWriter format, ReadOnlySpan<byte> record)
    {
        Format(format, record);
        Text("printf"u8);
    }

    /// <inheritdoc/>
    public void Errorf(PrintfWriter format, ReadOnlySpan<byte> record, SourcePosition position)
    {
        Format(format, record);
        Message("errorf"u8, position);
    }

    /// <inheritdoc/>
    public void Warnf(PrintfWriter format, ReadOnlySpan<byte> record, SourcePosition position)
    {
        if (_options.NoWarnings)
            return;
        Format(format, record);
        Message("warnf"u8, position);
    }

    /// <inheritdoc/>
    public void Time(TimeFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        _scratch.Truncate(0);
        format.Write(_scratch, _values.Resolver.UnixNanosecondsNow, _values.Resolver.TimeZone);
        Text("time"u8);
    }

    /// <inheritdoc/>
    public void Value(ScriptType type, ReadOnlySpan<byte> value)
    {
        Start("value"u8);
        _values.WriteJson(_out, type, value);
        Finish();
    }

    /// <inheritdoc/>
    public void MapElement(in MapSnapshot element)
    {
        Start("value"u8);
        _maps.WriteElementJson(_out, in element);
        Finish();
    }

    /// <inheritdoc/>
    public void Map(in MapSnapshot map, ulong top = 0, ulong divisor = 0)
    {
        if (map.IsEmpty)
            return;
        Start(map.Map.ValueType switch
        {
            AggregationType { Buckets: > 0 } => "hist"u8,
            AggregationType { Kind: AggregationKind.TimeSeries } => "tseries"u8,
            AggregationType { Kind: AggregationKind.Avg or AggregationKind.Stats } => "stats"u8,
            _ => "map"u8,
        });
        _out.WriteByte((byte)'{');
        JsonText.WriteString(_out, map.Map.Name);
        _out.Write(": "u8);
        _maps.WriteJson(_out, in map, top, divisor);
        _out.WriteByte((byte)'}');
        Finish();
    }

    /// <inheritdoc/>
    public void End(IReadOnlyList<MapSnapshot> maps)
    {
        foreach (MapSnapshot map in maps.OrderBy(m => m.Map.Name, StringComparer.Ordinal))
            Map(in map);
    }

    /// <inheritdoc/>
    public void Join(ReadOnlySpan<byte> record, JoinAction action)
    {
        _scratch.Truncate(0);
        JoinText.Write(_scratch, record, action, _values);
        Text("join"u8);
    }

    /// <inheritdoc/>
    public void Cat(ReadOnlySpan<byte> content) => Text("cat"u8, content);

    /// <inheritdoc/>
    public void System(ReadOnlySpan<byte> output) => Text("syscall"u8, output);

    /// <inheritdoc/>
    public void LostEvents(long count) => Counted("lost_events"u8, "events"u8, count);

    /// <inheritdoc/>
    public void RuntimeError(RuntimeErrorAction action, long code, SourcePosition position)
    {
        ArgumentNullException.ThrowIfNull(action);
        _scratch.Truncate(0);
        if (action.Kind != RuntimeErrorKind.HelperError)
        {
            _scratch.Write(RuntimeErrorText.Of(action, code));
            Message("runtime_error"u8, position);
            return;
        }

        _scratch.Write(RuntimeErrorText.OfCode(code));
        _out.Write("{\"type\": \"helper_error\", \"msg\": "u8);
        JsonText.WriteString(_out, _scratch.Written);
        _out.Write(", \"helper\": "u8);
        JsonText.WriteString(_out, RuntimeErrorText.HelperName(action.Helper));
        _out.Write(", \"retcode\": "u8);
        JsonText.WriteInt64(_out, code);
        Position(position);
    }

    /// <inheritdoc/>
    public void Hold() => _out.Hold();

    /// <inheritdoc/>
    public void Release(bool keep) => _out.Release(keep);

    /// <inheritdoc/>
    public void Tests(IReadOnlyList<SelfTestResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        foreach (SelfTestResult result in results)
        {
            Start("test_result"u8);
            _out.WriteByte((byte)'{');
            JsonText.WriteString(_out, result.Name);
            _out.Write(result.Passed ? ": {\"passed\": true, \"nanoseconds\": "u8 : ": {\"passed\": false, \"nanoseconds\": "u8);
            _out.WriteInt64(result.Nanoseconds);
            _out.Write("}}"u8);
            Finish();
        }
    }

    /// <inheritdoc/>
    public void Benchmarks(IReadOnlyList<BenchmarkResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        foreach (BenchmarkResult result in results)
        {
            Start("benchmark_result"u8);
            _out.WriteByte((byte)'{');
            JsonText.WriteString(_out, result.Name);
            _out.Write(": {\"nanoseconds\": "u8);
            _out.WriteInt64(result.Nanoseconds);
            _out.Write(", \"runs\": "u8);
            _out.WriteInt64(result.Runs);
            _out.Write("}}"u8);
            Finish();
        }
    }

    /// <inheritdoc/>
    public void Summary(RunSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (summary.LostEvents > 0)
            Counted("lost_events_total"u8, "events"u8, summary.LostEvents);
        foreach (RunCount missed in summary.MissedHits)
            Named("missed_hits"u8, "probe"u8, missed);
        foreach (RunCount full in summary.FullMaps)
            Named("map_full"u8, "map"u8, full);
        if (_values.TruncatedStrings > 0)
            Counted("truncated_strings"u8, "strings"u8, _values.TruncatedStrings);
    }

    /// <inheritdoc/>
    public void EndBatch() => _out.EndBatch();

    /// <inheritdoc/>
    public void Flush() => _out.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _values.Dispose();
        _maps.Dispose();
        _scratch.Dispose();
    }

    private void Format(PrintfWriter format, ReadOnlySpan<byte> record)
    {
        ArgumentNullException.ThrowIfNull(format);
        _scratch.Truncate(0);
        format.Write(_scratch, record, _values);
    }

    private void Text(ReadOnlySpan<byte> type) => Text(type, _scratch.Written);

    private void Text(ReadOnlySpan<byte> type, ReadOnlySpan<byte> text)
    {
        Start(type);
        JsonText.WriteString(_out, text, _options.Raw);
        Finish();
    }

    private void Message(ReadOnlySpan<byte> type, SourcePosition position)
    {
        _out.Write("{\"type\": \""u8);
        _out.Write(type);
        _out.Write("\", \"msg\": "u8);
        JsonText.WriteString(_out, _scratch.Written, _options.Raw);
        Position(position);
    }

    private void Position(SourcePosition position)
    {
        _out.Write(", \"filename\": "u8);
        JsonText.WriteString(_out, position.FileName);
        _out.Write(", \"line\": "u8);
        (int line, int column) = position.Start;
        _out.WriteInt64(line);
        _out.Write(", \"col\": "u8);
        _out.WriteInt64(column);
        Finish();
    }

    private void Counted(ReadOnlySpan<byte> type, ReadOnlySpan<byte> what, long count)
    {
        Start(type, count);
        _out.Write("{\""u8);
        _out.Write(what);
        _out.Write("\": "u8);
        JsonText.WriteInt64(_out, count);
        _out.WriteByte((byte)'}');
        Finish();
    }

    private void Named(ReadOnlySpan<byte> type, ReadOnlySpan<byte> what, RunCount count)
    {
        Start(type);
        _out.Write("{\""u8);
        _out.Write(what);
        _out.Write("\": "u8);
        JsonText.WriteString(_out, count.Name);
        _out.Write(", \"count\": "u8);
        JsonText.WriteInt64(_out, count.Count);
        _out.WriteByte((byte)'}');
        Finish();
    }

    private void Start(ReadOnlySpan<byte> type, long? count = null)
    {
        _out.Write("{\"type\": \""u8);
        _out.Write(type);
        _out.WriteByte((byte)'"');
        if (count is { } number)
        {
            _out.Write(", \"count\": "u8);
            JsonText.WriteInt64(_out, number);
        }

        _out.Write(", \"data\": "u8);
    }

    private void Finish()
    {
        _out.Write("}\n"u8);
        _out.EndEvent();
    }
}
