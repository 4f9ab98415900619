using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Borescope.Kernel;
using Borescope.Script.Diagnostics;
using Borescope.Script.Lowering;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Output for people: the script's words on one sink (standard output), words about the run on another (standard error).</summary>
public sealed class TextOutput : IOutput
{
    private readonly ByteSink _out;
    private readonly ByteSink _notes;
    private readonly OutputOptions _options;
    private readonly ValueWriter _values;
    private readonly MapWriter _maps;
    private readonly ByteSink _scratch = new();

    /// <summary>Creates the output. The sinks are flushed but not disposed with it.</summary>
    /// <param name="output">What the script prints.</param>
    /// <param name="notes">What is said about the run.</param>
    /// <param name="resolver">Names and times.</param>
    /// <param name="options">How to write.</param>
    public TextOutput(ByteSink output, ByteSink notes, IValueResolver resolver, OutputOptions options)
    {
        _out = output;
        _notes = notes;
        _options = options;
        _values = new ValueWriter(resolver, options);
        _maps = new MapWriter(_values);
    }

    /// <inheritdoc/>
    public Errno Failure => _out.Failure;

    /// <inheritdoc/>
    public void AttachedProbes(int count)
    {
        if (_options.Quiet)
            return;
        _notes.Write("Attached "u8);
        _notes.WriteInt64(count);
        _notes.Write(count == 1 ? " probe\n"u8 : " probes\n"u8);
        _notes.EndEvent();
    }

    /// <inheritdoc/>
    public void Printf(PrintfWriter format, ReadOnlySpan<byte> record)
    {
        ArgumentNullException.ThrowIfNull(format);
        format.Write(_out, record, _values);
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void Errorf(PrintfWriter format, ReadOnlySpan<byte> record, SourcePosition position) => Message(DiagnosticSeverity.Error, format, record, position);

    /// <inheritdoc/>
    public void Warnf(PrintfWriter format, ReadOnlySpan<byte> record, SourcePosition position)
    {
        if (!_options.NoWarnings)
            Message(DiagnosticSeverity.Warning, format, record, position);
    }

    /// <inheritdoc/>
    public void Time(TimeFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        format.Write(_out, _values.Resolver.UnixNanosecondsNow, _values.Resolver.TimeZone);
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void Value(ScriptType type, ReadOnlySpan<byte> value)
    {
        _values.WriteText(_out, type, value);
        _out.WriteByte((byte)'\n');
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void MapElement(in MapSnapshot element)
    {
        _maps.WriteElementText(_out, in element);
        _out.WriteByte((byte)'\n');
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void Map(in MapSnapshot map, ulong top = 0, ulong divisor = 0)
    {
        if (!map.IsEmpty)
            _maps.WriteText(_out, in map, top, divisor);
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void End(IReadOnlyList<MapSnapshot> maps)
    {
        _out.Write("\n\n"u8);
        foreach (MapSnapshot map in maps.OrderBy(m => m.Map.Name, StringComparer.Ordinal))
            Map(in map);
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void Join(ReadOnlySpan<byte> record, JoinAction action)
    {
        JoinText.Write(_out, record, action, _values);
        _out.WriteByte((byte)'\n');
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void Cat(ReadOnlySpan<byte> content)
    {
        WriteLines(content);
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void System(ReadOnlySpan<byte> output)
    {
        WriteLines(output);
        _out.WriteByte((byte)'\n');
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void LostEvents(long count)
    {
        _notes.Write("Lost "u8);
        _notes.WriteInt64(count);
        _notes.Write(" events\n"u8);
        _notes.EndEvent();
    }

    /// <inheritdoc/>
    public void RuntimeError(RuntimeErrorAction action, long code, SourcePosition position)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(position);
        if (_options.NoWarnings)
            return;
        string text = RuntimeErrorText.Of(action, code);
        if (action.Kind == RuntimeErrorKind.HelperError)
            text += $"\nAdditional Info - helper: {RuntimeErrorText.HelperName(action.Helper)}, retcode: {code}";
        position.WriteMessage(_notes, DiagnosticSeverity.Warning, Encoding.UTF8.GetBytes(text));
        _notes.EndEvent();
    }

    /// <inheritdoc/>
    public void Hold() => _out.Hold();

    /// <inheritdoc/>
    public void Release(bool keep) => _out.Release(keep);

    /// <inheritdoc/>
    public void Tests(IReadOnlyList<SelfTestResult> results)
    {
        _out.Write(ModeTables.Tests(results));
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void Benchmarks(IReadOnlyList<BenchmarkResult> results)
    {
        _out.Write(ModeTables.Benchmarks(results));
        _out.EndEvent();
    }

    /// <inheritdoc/>
    public void Summary(RunSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (summary.LostEvents > 0)
            Warn($"Lost {summary.LostEvents} events in total: the script printed faster than its output was read. Print less, or raise perf_rb_pages.");
        if (!_options.NoWarnings)
        {
            foreach (RunCount missed in summary.MissedHits)
                Warn($"{missed.Name} missed {missed.Count} hits: the kernel ran no program for them (recursion, or too many calls at once).");
            foreach (RunCount full in summary.FullMaps)
                Warn($"{full.Name} was full: {full.Count} updates were dropped. Raise max_map_keys or declare its size: let {full.Name} = hash(N);");
            if (_values.TruncatedStrings > 0)
                Warn($"{_values.TruncatedStrings} printed strings were cut to their size. Raise max_strlen, or give str() a length.");
        }

        _notes.EndEvent();
    }

    /// <inheritdoc/>
    public void EndBatch()
    {
        _notes.EndBatch();
        _out.EndBatch();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _notes.Flush();
        _out.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _values.Dispose();
        _maps.Dispose();
        _scratch.Dispose();
    }

    private void Message(DiagnosticSeverity severity, PrintfWriter format, ReadOnlySpan<byte> record, SourcePosition position)
    {
        _scratch.Truncate(0);
        format.Write(_scratch, record, _values);
        ReadOnlySpan<byte> text = _scratch.Written;
        position.WriteMessage(_notes, severity, text.EndsWith("\n"u8) ? text[..^1] : text);
        _notes.EndEvent();
    }

    private void Warn(string text)
    {
        _notes.Write("WARNING: "u8);
        _values.WriteHostile(_notes, text);
        _notes.WriteByte((byte)'\n');
    }

    // Files and commands consist of lines, so their newlines stay.
    private void WriteLines(ReadOnlySpan<byte> content)
    {
        while (true)
        {
            int newline = content.IndexOf((byte)'\n');
            _values.WriteHostile(_out, newline < 0 ? content : content[..newline]);
            if (newline < 0)
                return;
            _out.WriteByte((byte)'\n');
            content = content[(newline + 1)..];
        }
    }
}
