using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Symbols;

namespace Borescope.Script.Runtime;

/// <summary>Attach points of the script → requests of the library.</summary>
/// <param name="calls">System calls, to look user symbols up.</param>
/// <param name="mechanism">Mechanism the user insists on.</param>
/// <param name="pid">Process that user-space probes and timers are limited to, 0 for all.</param>
/// <param name="isUnsafe">Whether user code may be probed where it cannot be checked.</param>
/// <param name="skipsRefused">Whether places that the kernel refuses are left out, not only those of a pattern.</param>
internal sealed class ProbeRequests(ISystemCalls calls, AttachMechanism mechanism, int pid, bool isUnsafe, bool skipsRefused)
{
    private UserFunctionResolver? _userFunctions;

    /// <summary>The requests of one probe: one for all its points where the kernel can attach many at once, else one per point.</summary>
    /// <param name="probe">The probe with its code's needs.</param>
    public IReadOnlyList<ProbeRequest> For(CompiledProbe probe)
    {
        IReadOnlyList<AttachPoint> points = probe.Probe.AttachPoints;
        switch (points[0].Provider)
        {
            case ProbeProvider.Kprobe or ProbeProvider.Kretprobe:
                return [Kprobe(probe, points)];
            case ProbeProvider.Uprobe or ProbeProvider.Uretprobe or ProbeProvider.Usdt:
                return Uprobes(probe, points);
        }

        var requests = new List<ProbeRequest>(points.Count);
        for (int i = 0; i < points.Count; i++)
        {
            ProbeRequest request = Single(points[i], probe.Probe.NeedsTypedContext);
            if (probe.UsesCookie && request is PerfEventRequest perf)
                request = perf with { NeedsCookie = true, Cookie = (ulong)probe.Cookies[i] };
            requests.Add(request);
        }

        return requests;
    }

    private KprobeRequest Kprobe(CompiledProbe probe, IReadOnlyList<AttachPoint> points)
    {
        var targets = new List<KernelTarget>(points.Count);
        bool wildcard = false;
        for (int i = 0; i < points.Count; i++)
        {
            AttachPoint p = points[i];
            wildcard |= p.FromWildcard;
            targets.Add(new KernelTarget(p.Function, Module(p), p.Offset, p.Address, probe.UsesCookie ? (ulong)probe.Cookies[i] : 0));
        }

        bool isReturn = points[0].Provider == ProbeProvider.Kretprobe;
        return new KprobeRequest(targets, isReturn)
        {
            // A trampoline at the exit would have another context than the code was made for: only entries are carried.
            Mechanism = isReturn && mechanism == AttachMechanism.Fentry ? AttachMechanism.Auto : mechanism, SkipFailures = wildcard || skipsRefused, NeedsCookie = probe.UsesCookie,
        };
    }

    private List<ProbeRequest> Uprobes(CompiledProbe probe, IReadOnlyList<AttachPoint> points)
    {
        bool isReturn = points[0].Provider == ProbeProvider.Uretprobe;
        var byPath = new Dictionary<string, List<UserTarget>>();
        var order = new List<string>();
        bool wildcard = false;
        for (int i = 0; i < points.Count; i++)
        {
            AttachPoint p = points[i];
            wildcard |= p.FromWildcard;
            UserFunction found = p.FileOffset != 0 ? new UserFunction(p.Path, p.FileOffset, p.Function, 0, 0) : Find(p, isReturn);
            if (!byPath.TryGetValue(found.Path, out List<UserTarget>? targets))
            {
                byPath[found.Path] = targets = [];
                order.Add(found.Path);
            }

            string name = p.Marker is { } marker ? $"{marker.Provider}:{marker.Name}" : p.Function;
            targets.Add(new UserTarget(found.Offset, name, probe.UsesCookie ? (ulong)probe.Cookies[i] : 0, p.Marker?.SemaphoreOffset ?? 0));
        }

        var requests = new List<ProbeRequest>(order.Count);
        foreach (string path in order)
        {
            requests.Add(new UprobeRequest(path, byPath[path], isReturn)
            {
                Kind = points[0].Provider == ProbeProvider.Usdt ? "usdt" : "", Mechanism = mechanism, ProcessId = pid, SkipFailures = wildcard || skipsRefused, NeedsCookie = probe.UsesCookie,
            });
        }

        return requests;
    }

    private UserFunction Find(AttachPoint p, bool isReturn)
    {
        _userFunctions ??= new UserFunctionResolver(calls);
        var wanted = new UserFunctionRequest(p.Path, p.Function, p.Offset) { ProcessId = pid, IsReturn = isReturn, AllowUnchecked = isUnsafe };
        if (!_userFunctions.TryResolve(wanted, out UserFunctionMatches? matches, out string? problem))
            throw new BpfException(problem!, KernelOperation.UprobeOpen, p.Text);
        return matches!.Functions[0];
    }

    private ProbeRequest Single(AttachPoint p, bool isTyped) => p.Provider switch
    {
        ProbeProvider.Fentry or ProbeProvider.Fexit => new FentryRequest(p.Function, p.BtfId, p.Provider == ProbeProvider.Fexit) { Module = Module(p), ProgramId = p.ProgramId },
        ProbeProvider.Tracepoint => new TracepointRequest(p.Category, p.Event) { Mechanism = Perf },
        ProbeProvider.RawTracepoint => new RawTracepointRequest(p.Event) { IsTyped = isTyped },
        ProbeProvider.Interval => PerfEventRequest.Interval(p.Unit == PeriodUnit.Hertz ? 1_000_000_000 / p.Period : p.Period, p.Text) with { Mechanism = Perf },
        ProbeProvider.Profile when p.Unit == PeriodUnit.Hertz => PerfEventRequest.Profile(p.Period, p.Text) with { Mechanism = Perf, ProcessId = pid },
        ProbeProvider.Profile => PerfEventRequest.Interval(p.Period, p.Text) with { OneCpu = false, Mechanism = Perf, ProcessId = pid },
        ProbeProvider.Iter => new IteratorRequest(p.Event, p.BtfId),
        ProbeProvider.Watchpoint => PerfEventRequest.Watchpoint(p.Address, p.Length, p.Event, p.Text) with { Mechanism = Perf, ProcessId = pid },
        ProbeProvider.Hardware => Counter(p, PerfEventType.Hardware, PerfEventTable.Hardware),
        _ => Counter(p, PerfEventType.Software, PerfEventTable.Software),
    };

    private PerfEventRequest Counter(AttachPoint p, PerfEventType type, PerfEventRow[] rows) =>
        new(type, PerfEventTable.TryFind(rows, p.Event, out PerfEventRow row) ? row.Config : 0, p.Text) { Period = p.Period, Mechanism = Perf, ProcessId = pid };

    /// <summary>Only link and ioctl mean something for perf events; other choices leave them to the planner.</summary>
    private AttachMechanism Perf => mechanism is AttachMechanism.PerfLink or AttachMechanism.PerfIoctl ? mechanism : AttachMechanism.Auto;

    private static string? Module(AttachPoint p) => p.Module is "" or "vmlinux" ? null : p.Module;
}
