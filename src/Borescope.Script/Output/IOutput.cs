using System;
using System.Collections.Generic;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Everything that a running script shows, as text or as JSON lines. Calls only fill buffers; <see cref="EndBatch"/> writes them.</summary>
public interface IOutput : IDisposable
{
    /// <summary>All probes are attached.</summary>
    /// <param name="count">Number of attach points.</param>
    void AttachedProbes(int count);

    /// <summary>printf.</summary>
    /// <param name="format">The format, bound to the record.</param>
    /// <param name="record">The event record.</param>
    void Printf(PrintfWriter format, ReadOnlySpan<byte> record);

    /// <summary>errorf.</summary>
    void Errorf(PrintfWriter format, ReadOnlySpan<byte> record, SourcePosition position);

    /// <summary>warnf.</summary>
    void Warnf(PrintfWriter format, ReadOnlySpan<byte> record, SourcePosition position);

    /// <summary>time(): now in the local time zone.</summary>
    void Time(TimeFormat format);

    /// <summary>print(x) of a value.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="value">Its bytes.</param>
    void Value(ScriptType type, ReadOnlySpan<byte> value);

    /// <summary>print(@m[k]): the value of one element without name and key.</summary>
    /// <param name="element">A snapshot with the elements of one key: one, or the buckets of a histogram; none when the key is missing, which reads as zero.</param>
    void MapElement(in MapSnapshot element);

    /// <summary>print(@m, top, div). An empty map prints nothing.</summary>
    /// <param name="map">Elements.</param>
    /// <param name="top">How many of the last rows; 0 for all.</param>
    /// <param name="divisor">What integers are divided by; 0 and 1 leave them.</param>
    void Map(in MapSnapshot map, ulong top = 0, ulong divisor = 0);

    /// <summary>The end of the run: all maps in alphabetical order.</summary>
    /// <param name="maps">Maps, in any order; none when maps are not to be printed.</param>
    void End(IReadOnlyList<MapSnapshot> maps);

    /// <summary>join(): strings with a separator.</summary>
    /// <param name="record">The event record, laid out as <see cref="Lowering.JoinAction"/> says.</param>
    /// <param name="action">The action.</param>
    void Join(ReadOnlySpan<byte> record, Lowering.JoinAction action);

    /// <summary>Content of a file that cat() read.</summary>
    void Cat(ReadOnlySpan<byte> content);

    /// <summary>What a command of system() printed.</summary>
    void System(ReadOnlySpan<byte> output);

    /// <summary>Events were lost since the last call.</summary>
    /// <param name="count">How many.</param>
    void LostEvents(long count);

    /// <summary>Something went wrong inside a probe.</summary>
    /// <param name="action">What.</param>
    /// <param name="code">Return code of the helper; 0 for other errors.</param>
    /// <param name="position">Where.</param>
    void RuntimeError(Lowering.RuntimeErrorAction action, long code, SourcePosition position);

    /// <summary>Results of the tests of <c>--test</c>.</summary>
    void Tests(IReadOnlyList<SelfTestResult> results);

    /// <summary>Before a test: what it prints waits for how it ends.</summary>
    void Hold();

    /// <summary>After a test.</summary>
    /// <param name="keep">Whether what it printed is shown, because it failed.</param>
    void Release(bool keep);

    /// <summary>Results of the benchmarks of <c>--bench</c>.</summary>
    void Benchmarks(IReadOnlyList<BenchmarkResult> results);

    /// <summary>What the run did not see.</summary>
    void Summary(RunSummary summary);

    /// <summary>End of a batch of events: buffers are written.</summary>
    void EndBatch();

    /// <summary>Writes everything that is buffered, whatever the buffering.</summary>
    void Flush();

    /// <summary>Why standard output takes no more bytes; <see cref="Kernel.Errno.None"/> while it does. EPIPE is no error: the reader has seen enough.</summary>
    Kernel.Errno Failure { get; }
}
