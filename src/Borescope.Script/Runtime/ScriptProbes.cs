using System;
using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;
using Borescope.Programs;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;
using Borescope.Script.Output;

namespace Borescope.Script.Runtime;

/// <summary>The programs of a running script and what they are attached to.</summary>
/// <param name="script">The compiled script.</param>
/// <param name="facts">The kernel.</param>
/// <param name="requests">What its attach points ask for.</param>
/// <param name="whenRefused">What to do about places that the kernel refuses: <c>error</c>, <c>warn</c> or <c>ignore</c> (the setting <c>missing_probes</c>).</param>
/// <param name="note">Takes what is shown with -v.</param>
/// <param name="warn">Takes warnings.</param>
internal sealed class ScriptProbes(CompiledScript script, KernelFacts facts, ProbeRequests requests, string whenRefused, Action<string> note, Action<string> warn) : IDisposable
{
    private readonly ProbeAttacher _attacher = new(facts);
    private readonly List<Loaded> _programs = [];
    private readonly List<(string Name, Link Link)> _links = [];
    private LoadedObject? _target;
    private int _failures;

    /// <summary>Probe hits that the kernel missed, by attach point; complete once detached.</summary>
    public IReadOnlyList<RunCount> MissedHits { get; private set; } = [];

    /// <summary>Program of the probe with that index in the script; of begin and end probes.</summary>
    public BpfProgram Program(int probe) => _programs.Find(p => p.Probe == probe)!.Program;

    /// <summary>Loads every program in the way its attachment will need.</summary>
    public void Load(LoadedObject target, IList<ProgramSpec> specs)
    {
        _target = target;
        for (int i = 0; i < specs.Count; i++)
        {
            CompiledProbe probe = script.Probes[i];
            if (probe.Probe.AttachPoints[0].Provider.RunsByRequest())
            {
                _programs.Add(new Loaded(i, specs[i], target.Load(specs[i]), null));
                continue;
            }

            IReadOnlyList<ProbeRequest> wanted = requests.For(probe);
            for (int n = 0; n < wanted.Count; n++)
            {
                AttachPlan plan = _attacher.Planner.Plan(wanted[n]);
                ProgramSpec spec = n == 0 ? specs[i] : specs[i] with { Name = $"{specs[i].Name}_{n}" };
                try
                {
                    _programs.Add(new Loaded(i, spec, target.Load(plan.Apply(spec)), plan));
                }
                catch (BpfException gone) when (gone.Errno == Errno.ENOENT && wanted.Count > 1 && wanted[n] is FentryRequest { ProgramId: not 0 })
                {
                    // Programs come and go: of several that were found, those that are still there are traced.
                    _failures++;
                    warn($"{wanted[n].Describe()} is left out: its program is not loaded any more");
                }
            }

            if (_programs.Count == 0 || _programs[^1].Probe != i)
                throw new BpfException($"{wanted[0].Describe()} and the others of its kind cannot be traced: their programs are not loaded any more", KernelOperation.ProgramLoad, specs[i].Name);
        }
    }

    /// <summary>The iterator of the script, once attached; null in other scripts.</summary>
    public IteratorLink? Iterator => _links.Count == 1 ? _links[0].Link as IteratorLink : null;

    /// <summary>Whether anything is attached that hits can come from: not so for begin and end, and for places that the kernel refused.</summary>
    public bool IsAttached => _links.Count > 0;

    /// <summary>Attaches everything in the order that makes blocks on one event run in source order; the number of attach points that are there.</summary>
    public int Attach()
    {
        foreach (Loaded program in AttachOrder())
        {
            try
            {
                AttachOne(program);
            }
            catch (BpfException refusal) when (whenRefused != "error" && refusal is not VerifierException && refusal.Errno is not (Errno.EPERM or Errno.EACCES))
            {
                ProbeRequest request = program.Plan!.Request;
                _failures += request switch { KprobeRequest kprobe => kprobe.Targets.Count, UprobeRequest uprobe => uprobe.Targets.Count, _ => 1 };
                Skip(request.Describe(), refusal);
            }
        }

        int count = 0;
        foreach (CompiledProbe probe in script.Probes)
            count += probe.Probe.AttachPoints.Count;
        return count - _failures;
    }

    /// <summary>Detaches everything; what the kernel missed is read before.</summary>
    public void Detach()
    {
        var missed = new List<RunCount>();
        foreach ((string name, Link link) in _links)
        {
            if (link.MissedCount is { } count and > 0)
                missed.Add(new RunCount(name, (long)count));
        }

        if (_links.Count > 0)
            MissedHits = missed;
        LinkRelease.All(_links.ConvertAll(static l => l.Link));
        _links.Clear();
    }

    public void Dispose() => Detach();

    private void AttachOne(Loaded program)
    {
        AttachPlan plan = program.Plan!;
        Link link;
        try
        {
            link = _attacher.Attach(plan, program.Program);
        }
        catch (BpfException error) when (error is not VerifierException && plan.Request.Mechanism == AttachMechanism.Auto)
        {
            // The kernel refused what its probe promised: the attacher tries the next mechanism with a program loaded for that.
            link = _attacher.Attach(_target!, program.Spec, plan.Request, out plan);
        }

        _links.Add((plan.Request.Describe(), link));
        note(plan.Text);
        if (plan.Request is PerfEventRequest { Type: PerfEventType.Breakpoint } && facts.Features.Probe(KernelFeature.Watchpoints) is { IsPresent: false } silent)
            warn($"{plan.Request.Describe()} may stay silent: {silent.Reason}");
        if (link is LinkSet { Failures: { Count: > 0 } failures })
        {
            _failures += failures.Count;
            if (plan.Request is KprobeRequest or UprobeRequest && !IsPattern(program))
            {
                foreach (AttachFailure failure in failures)
                    Skip(failure.Target, failure.Error);
                return;
            }

            if (whenRefused != "ignore")
                warn($"{failures.Count} of the places of {plan.Request.Describe()} could not be probed, for instance {failures[0].Target}: {failures[0].Error.Message}");
            foreach (AttachFailure failure in failures)
                note($"left out {failure.Target}: {failure.Error.Message}");
        }
    }

    private bool IsPattern(Loaded program)
    {
        foreach (AttachPoint point in script.Probes[program.Probe].Probe.AttachPoints)
        {
            if (point.FromWildcard)
                return true;
        }

        return false;
    }

    private void Skip(string place, BpfException refusal)
    {
        if (whenRefused == "warn")
            warn($"Unable to attach probe: {place}. Skipping.\n{refusal.Message}");
        else
            note($"left out {place}: {refusal.Message}");
    }

    /// <summary>kretprobe, tracepoint, profile, interval, watchpoint, hardware, software, rawtracepoint in source order, the rest reversed: the kernel runs those last attached first.</summary>
    private IEnumerable<Loaded> AttachOrder()
    {
        foreach (Loaded program in _programs)
        {
            if (program.Plan is not null && InSourceOrder(program))
                yield return program;
        }

        for (int i = _programs.Count - 1; i >= 0; i--)
        {
            if (_programs[i].Plan is not null && !InSourceOrder(_programs[i]))
                yield return _programs[i];
        }
    }

    private bool InSourceOrder(Loaded program) => script.Probes[program.Probe].Probe.AttachPoints[0].Provider
        is ProbeProvider.Kretprobe or ProbeProvider.Tracepoint or ProbeProvider.Profile or ProbeProvider.Interval or ProbeProvider.Watchpoint or ProbeProvider.Hardware
        or ProbeProvider.Software or ProbeProvider.RawTracepoint;

    private sealed record Loaded(int Probe, ProgramSpec Spec, BpfProgram Program, AttachPlan? Plan);
}
