using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Borescope.Buffers;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;
using Borescope.Script.Output;

namespace Borescope.Script.Runtime;

/// <summary>
/// One run of a compiled script: load, begin probes, attach, events, detach, end probes, maps. Disposing it at any point leaves nothing attached.
/// </summary>
internal sealed class ScriptSession : IDisposable
{
    private const ulong ChildToken = 1;
    private const int LongestWait = 1000;
    private const ulong TargetToken = 2;

    /// <summary>Events in one reading from which on the source counts as busy.</summary>
    private const int BusyBatch = 64;

    private readonly CompiledScript _script;
    private readonly ISystemCalls _calls;
    private readonly IOutput _output;
    private readonly MachineResolver _resolver;
    private readonly EventFormatter _formatter;
    private readonly BufferPoller _poller;
    private readonly List<IDisposable> _interrupts = [];
    private volatile bool _isInterrupted;
    private IDisposable? _ownSignal;
    private readonly List<KernelHandle> _watched = [];
    private ScriptProbes? _probes;
    private LoadedObject? _loaded;
    private ScriptMaps? _maps;
    private EventDispatcher? _events;
    private RingBuffer? _ring;
    private PerfBuffer? _packets;
    private PacketFiles? _packetFiles;
    private MappedMemory? _counters;
    private readonly MapFailures _mapFailures;
    private long _lostTold;
    private int _target;
    private volatile bool _stop;
    private int _ownSignals;

    public ScriptSession(CompiledScript script, ISystemCalls calls, IOutput output, MachineResolver resolver)
    {
        _script = script;
        _calls = calls;
        _output = output;
        _resolver = resolver;
        _mapFailures = new MapFailures(script);
        _formatter = new EventFormatter(script.Actions, output, resolver, a => new SourcePosition(script.Text, a.Span));
        _poller = new BufferPoller(calls);
    }

    /// <summary>Code of exit(), 0 without one.</summary>
    public int ExitCode => _events?.ExitCode ?? 0;

    /// <summary>Loads maps and programs as the probes will need them.</summary>
    public void Load(ScriptProbes probes, ObjectSpec spec)
    {
        _probes = probes;
        _loaded = new ObjectLoader(_calls).LoadMaps(spec);
        _maps = new ScriptMaps(_script, _loaded);
        _resolver.Maps = _maps;
        _events = new EventDispatcher(_script, _output, _formatter, _maps);
        _counters = _maps.OpenCells();
        if (_script.UsesEvents)
        {
            _ring = new RingBuffer(_loaded.Maps[CompiledScript.EventsMapName]);
            _poller.Add(_ring);
        }

        if (_script.UsesPackets)
        {
            _packets = new PerfBuffer(_loaded.Maps[CompiledScript.PacketsMapName], RingSize.PacketPages(_script.Source.Configuration));
            _poller.Add(_packets);
        }

        probes.Load(_loaded, spec.Programs);
    }

    /// <summary>Creates the files that packets go to; what is wrong with one, or null.</summary>
    public string? CreatePacketFiles(Action<string> warn)
    {
        if (!_script.UsesPackets)
            return null;
        _packetFiles = new PacketFiles(_resolver, warn);
        _events!.Packets = _packetFiles;
        return _packetFiles.Create(_script.Actions);
    }

    /// <summary>Ends the run when the process does.</summary>
    public void EndWith(int pid, bool isChild)
    {
        int fd = _calls.PidFdOpen(pid);
        if (fd < 0)
            throw new BpfException((Errno)(-fd), KernelOperation.Wait, $"process {pid}");
        KernelHandle handle = KernelHandle.Own(_calls, fd);
        _watched.Add(handle);
        _target = pid;
        _poller.Watch(handle.Descriptor, isChild ? ChildToken : TargetToken);
    }

    /// <summary>From here on SIGINT and SIGTERM end the run instead of the process.</summary>
    public void CatchSignals()
    {
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            _interrupts.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _isInterrupted = true;
                if (_stop)
                    return;
                _stop = true;
                _poller.Wake();
            }));
        }

        CatchOwnSignal();
    }

    private void CatchOwnSignal()
    {
        const int UserSignal = 10; // SIGUSR1 on x86-64 and arm64
        if (_script.Probes.Any(p => p.Probe.AttachPoints[0].Provider == ProbeProvider.Self))
        {
            _ownSignal = PosixSignalRegistration.Create((PosixSignal)UserSignal, context =>
            {
                context.Cancel = true;
                Interlocked.Increment(ref _ownSignals);
                _poller.Wake();
            });
        }
    }

    /// <summary>Runs the tests in source order: one passes when it returns 0 and neither exits with a code nor prints an error; what it printed is not shown then.</summary>
    public IReadOnlyList<SelfTestResult> RunTests()
    {
        var results = new List<SelfTestResult>();
        for (int i = 0; i < _script.Probes.Count && !_stop; i++)
        {
            if (_script.Probes[i].Probe.AttachPoints[0] is not { Provider: ProbeProvider.Test } point)
                continue;
            _output.Hold();
            long errors = _events!.Errors, start = Stopwatch.GetTimestamp();
            uint returned = _probes!.Program(i).TestRun();
            long nanoseconds = Stopwatch.GetElapsedTime(start).Ticks * 100;
            Drain();
            bool passed = returned == 0 && _events.ExitCode == 0 && _events.Errors == errors;
            _output.Release(keep: !passed);
            results.Add(new SelfTestResult(point.Event, passed, nanoseconds));
            _events.Forget();
        }

        _output.Tests(results);
        return results;
    }

    /// <summary>Runs the benchmarks in source order.</summary>
    public void RunBenchmarks()
    {
        const int Runs = 100_000;
        var results = new List<BenchmarkResult>();
        for (int i = 0; i < _script.Probes.Count && !_stop; i++)
        {
            if (_script.Probes[i].Probe.AttachPoints[0] is not { Provider: ProbeProvider.Bench } point)
                continue;
            results.Add(new BenchmarkResult(point.Event, _probes!.Program(i).MeasureRuns(Runs), Runs));
            Drain();
            _events!.Forget();
        }

        _output.Benchmarks(results);
    }

    /// <summary>Runs the begin probes in source order; what they send waits for <see cref="HandleEvents"/>.</summary>
    public void Begin()
    {
        foreach (int probe in Of(ProbeProvider.Begin))
            _probes!.Program(probe).TestRun();
    }

    /// <summary>Handles what is queued: after attaching, what the begin probes sent. What it sets off (a command of system(), say) is traced then, and output begins with what was attached.</summary>
    public void HandleEvents() => Drain();

    /// <summary>Whether the run is over before it waits: exit() in begin, a signal, or output that cannot be written.</summary>
    public bool IsOver => _stop || _events!.ExitRequested || _output.Failure != Errno.None;

    /// <summary>Attaches all probes; returns the number of attach points, begin and end included.</summary>
    public int Attach() => _probes!.Attach();

    /// <summary>Whether there is anything to wait for: a script of begin and end probes only ends by itself.</summary>
    public bool HasToWait => _probes!.IsAttached || Of(ProbeProvider.Self).Any();

    /// <summary>Handles events until something ends the run.</summary>
    public void Wait()
    {
        var handler = new Handler(_events!);
        int patience = _target == 0 ? LongestWait : 1;
        while (!IsOver)
        {
            PollResult result = _poller.Poll(ref handler, patience);
            if (_target != 0)
            {
                // The mappings of a process vanish with it, before its stacks are printed; a command maps most of them at its start.
                _resolver.Preload(_target);
                patience = Math.Min(patience * 2, LongestWait);
            }

            for (; _ownSignals > 0 && !IsOver; Interlocked.Decrement(ref _ownSignals))
                RunAll(ProbeProvider.Self);
            TellLost();
            _output.EndBatch();
            _packetFiles?.Flush();
            if (result.HasReadyDescriptor)
                _stop = true;
            else if (result.Records >= BusyBatch)
                Thread.Sleep(1); // A reader that keeps up is woken for every event; letting events gather for a millisecond spares their sender that.
        }
    }

    /// <summary>Walks over what the script's iterator gives; false when the script has none.</summary>
    public bool ReadIterator()
    {
        if (_probes!.Iterator is not { } iterator)
            return false;
        using IteratorReader reader = iterator.Open();
        var buffer = new byte[256 * 1024];
        int filled = 0;
        while (!IsOver)
        {
            int read = reader.Read(buffer.AsSpan(filled));
            if (read == 0)
                break;
            filled += read;
            int at = 0;
            while (filled - at >= 8 && RecordBytes(buffer.AsSpan(at)) is var bytes && bytes <= filled - at)
            {
                _events!.Dispatch(buffer.AsSpan(at, bytes));
                at += bytes;
            }

            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
            _output.EndBatch();
        }

        return true;
    }

    private int RecordBytes(ReadOnlySpan<byte> record) => _script.Actions[(int)MemoryMarshal.Read<uint>(record)].RecordSize;

    /// <summary>Detaches everything, drops what is queued behind an exit(), runs the end probes.</summary>
    public void End()
    {
        _probes!.Detach();
        Drain();
        _events!.Resume();
        RunAll(ProbeProvider.End);
        Drain();
    }

    /// <summary>Prints the maps and what the run did not see.</summary>
    public void Report()
    {
        TellLost();
        var snapshots = new List<MapSnapshot>();
        var releases = new List<IDisposable>();
        try
        {
            if (_script.Source.Configuration.PrintMapsOnExit)
            {
                foreach (MapSymbol map in _maps!.Symbols)
                {
                    snapshots.Add(_maps.Read(map, out IDisposable release));
                    releases.Add(release);
                }
            }

            _output.End(snapshots);
        }
        finally
        {
            foreach (IDisposable release in releases)
                release.Dispose();
        }

        _mapFailures.Tell(Counter, _output);
        _output.Summary(new RunSummary { LostEvents = Lost, FullMaps = _mapFailures.Refused(Counter), MissedHits = _probes!.MissedHits });
        _output.Flush();
    }

    public void Dispose()
    {
        _probes?.Detach();

        // timeout(1) signals twice; the second must not kill a process that is about to end well.
        foreach (IDisposable interrupt in _isInterrupted ? [] : _interrupts)
            interrupt.Dispose();
        _ownSignal?.Dispose();
        _poller.Dispose();
        foreach (KernelHandle handle in _watched)
            handle.Dispose();
        _ring?.Dispose();
        _packets?.Dispose();
        _packetFiles?.Dispose();
        _counters?.Dispose();
        _formatter.Dispose();
        _probes?.Dispose();
        _loaded?.Dispose();
    }

    private void RunAll(ProbeProvider provider)
    {
        foreach (int probe in Of(provider))
        {
            if (_events!.ExitRequested)
                return;
            _probes!.Program(probe).TestRun();
            Drain();
        }
    }

    private IEnumerable<int> Of(ProbeProvider provider) =>
        Enumerable.Range(0, _script.Probes.Count).Where(i => _script.Probes[i].Probe.AttachPoints[0].Provider == provider);

    private void Drain()
    {
        Drain(_ring);
        Drain(_packets);
        _output.EndBatch();
    }

    private void Drain(EventBuffer? buffer)
    {
        if (buffer is null)
            return;
        var handler = new Handler(_events!);
        while (buffer.Drain(ref handler) > 0)
        {
        }
    }

    private void TellLost()
    {
        _mapFailures.Tell(Counter, _output);
        long lost = Lost;
        if (lost == _lostTold)
            return;
        _output.LostEvents(lost - _lostTold);
        _lostTold = lost;
    }

    private long Lost => Counter(0) + _events!.LostPackets;

    private long Counter(int index) => MemoryMarshal.Read<long>(_counters!.Span[(8 * index)..]);

    private readonly struct Handler(EventDispatcher events) : IRecordHandler
    {
        public bool OnRecord(ReadOnlySpan<byte> record)
        {
            events.Dispatch(record);
            return true;
        }

        public void OnLost(ulong count)
        {
            // Only the buffers of packets tell; of the ring buffer the programs count what they could not send.
            events.LostPackets += (long)count;
        }
    }
}
