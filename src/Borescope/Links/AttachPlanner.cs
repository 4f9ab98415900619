using System;
using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Compiler.Calls;
using Borescope.Kernel;

namespace Borescope.Links;

/// <summary>Decides how each probe is attached, from what the running kernel can do, and says why.</summary>
/// <param name="facts">The kernel.</param>
public sealed class AttachPlanner(KernelFacts facts)
{
    private const string NoKprobes =
        "this kernel was built without kprobes (CONFIG_KPROBES); use a tracepoint, or run in a kernel that has them: borescope lab -- borescope ...";

    private const string OnlyMulti = "only a multi link runs one program at entry and return";

    private readonly KernelFeatures _features = facts.Features;

    /// <summary>Makes a plan.</summary>
    /// <exception cref="BpfException">The kernel cannot do it, or not in the way the user insists on; the message says why.</exception>
    public AttachPlan Plan(ProbeRequest request) => PlanAlternatives(request)[0];

    /// <summary>Makes a plan and those to fall back to, best first. A forced mechanism has no alternatives.</summary>
    /// <exception cref="BpfException">The kernel cannot do it, or not in the way the user insists on.</exception>
    public IReadOnlyList<AttachPlan> PlanAlternatives(ProbeRequest request) => request switch
    {
        KprobeRequest kprobe => PlanKprobe(kprobe),
        UprobeRequest uprobe => PlanUprobe(uprobe),
        FentryRequest fentry => [PlanFentry(fentry)],
        TracepointRequest tracepoint => PlanPerf(tracepoint, BpfProgramType.Tracepoint),
        RawTracepointRequest raw => [PlanRawTracepoint(raw)],
        IteratorRequest iterator => [PlanIterator(iterator)],
        TracingRequest tracing => [PlanTracing(tracing)],
        PerfEventRequest perf => PlanPerf(perf, BpfProgramType.PerfEvent),
        _ => throw new ArgumentException($"unknown request {request.GetType().Name}", nameof(request)),
    };

    private List<AttachPlan> PlanKprobe(KprobeRequest request)
    {
        var plans = new List<AttachPlan>();
        var refusals = new List<string>();
        foreach (var candidate in KprobeOrder(request))
        {
            var refusal = request.IsSession && candidate != AttachMechanism.Multi ? OnlyMulti : candidate switch
            {
                AttachMechanism.Multi => RefuseMulti(request),
                AttachMechanism.PerfLink => RefusePmu(request) ?? Missing(KernelFeature.PerfLink, "the kernel has no perf links (5.15)"),
                AttachMechanism.PerfIoctl => RefusePmu(request),
                AttachMechanism.Legacy => Missing(KernelFeature.KprobeEvents, "the kernel has no kprobe_events"),
                AttachMechanism.Fentry => RefuseTrampoline(request),
                _ => $"a {(request.IsReturn ? "kretprobe" : "kprobe")} cannot be attached by {candidate.Describe()}",
            };
            if ((refusal ?? RefuseCookie(request, candidate, BpfProgramType.Kprobe)) is { } reason)
            {
                refusals.Add($"{candidate.Describe()}: {reason}");
                continue;
            }

            if (candidate == AttachMechanism.Fentry)
            {
                plans.Add(PlanTrampoline(request));
                continue;
            }

            plans.Add(new AttachPlan(request, candidate, ReasonFor(candidate, request, refusals), BpfProgramType.Kprobe)
            {
                ExpectedAttachType = candidate != AttachMechanism.Multi ? BpfAttachType.None : request.IsSession ? BpfAttachType.KprobeSession : BpfAttachType.KprobeMulti,
            });
        }

        if (plans.Count > 0)
            return plans;
        if (!_features.Has(KernelFeature.KprobePmu) && !_features.Has(KernelFeature.KprobeEvents))
            throw Refuse(request, facts.Tracefs is null && !facts.Capabilities.CanTrace ? Privileges() : NoKprobes);
        throw Refuse(request, string.Join("; ", refusals));
    }

    private static IEnumerable<AttachMechanism> KprobeOrder(KprobeRequest request)
    {
        if (request.Mechanism != AttachMechanism.Auto)
            return [request.Mechanism];
        if (request.IsSession)
            return [AttachMechanism.Multi];
        if (request.MaxActive > 0)
            return [AttachMechanism.Legacy];
        return request.Targets.Count > 1
            ? [AttachMechanism.Multi, AttachMechanism.PerfLink, AttachMechanism.PerfIoctl, AttachMechanism.Legacy]
            : [AttachMechanism.PerfLink, AttachMechanism.PerfIoctl, AttachMechanism.Legacy];
    }

    private string? RefuseMulti(KprobeRequest request)
    {
        foreach (var target in request.Targets)
        {
            if (target.Offset != 0)
                return "only function entries can be probed so";
        }

        if (request.MaxActive > 0)
            return "maxactive needs a tracefs event";
        return request.IsSession
            ? Missing(KernelFeature.KprobeSession, "the kernel has no kprobe sessions (6.10)") : Missing(KernelFeature.KprobeMulti, "the kernel has none (5.18, CONFIG_FPROBE)");
    }

    private string? RefuseTrampoline(KprobeRequest request)
    {
        var feature = _features.Probe(request.IsReturn ? KernelFeature.Fexit : KernelFeature.Fentry);
        if (!feature.IsPresent)
            return feature.Reason;
        if (request.Targets is not [{ Offset: 0, Address: 0, Module: null or "" or "vmlinux" } target])
            return "only the entry or exit of one function of the kernel proper can be probed so";
        return facts.Types?.FunctionId(target.Function) is null or 0 ? $"the kernel's types do not know {target.Function}" : null;
    }

    // The program then runs in another context: its arguments are an array, not registers.
    private AttachPlan PlanTrampoline(KprobeRequest request) => new(request, AttachMechanism.Fentry, "asked for", BpfProgramType.Tracing)
    {
        ExpectedAttachType = request.IsReturn ? BpfAttachType.TraceFexit : BpfAttachType.TraceFentry,
        AttachBtfId = facts.Types!.FunctionId(request.Targets[0].Function),
    };

    private string? RefusePmu(KprobeRequest request) => request.MaxActive > 0
        ? "maxactive needs a tracefs event"
        : Missing(KernelFeature.KprobePmu, "the kernel has no kprobe PMU (4.17)");

    private List<AttachPlan> PlanUprobe(UprobeRequest request)
    {
        var plans = new List<AttachPlan>();
        var refusals = new List<string>();
        foreach (var candidate in UprobeOrder(request))
        {
            var refusal = request.IsSession && candidate != AttachMechanism.Multi ? OnlyMulti : candidate switch
            {
                AttachMechanism.Multi => RefuseUprobeMulti(request),
                AttachMechanism.PerfLink => RefuseUprobePmu(request) ?? Missing(KernelFeature.PerfLink, "the kernel has no perf links (5.15)"),
                AttachMechanism.PerfIoctl => RefuseUprobePmu(request),
                AttachMechanism.Legacy => RefuseUprobeEvent(request),
                _ => $"a {(request.IsReturn ? "uretprobe" : "uprobe")} cannot be attached by {candidate.Describe()}",
            };
            if ((refusal ?? RefuseCookie(request, candidate, BpfProgramType.Kprobe)) is { } reason)
            {
                refusals.Add($"{candidate.Describe()}: {reason}");
                continue;
            }

            plans.Add(new AttachPlan(request, candidate, ReasonFor(candidate, request, refusals), BpfProgramType.Kprobe)
            {
                ExpectedAttachType = candidate != AttachMechanism.Multi ? BpfAttachType.None : request.IsSession ? BpfAttachType.UprobeSession : BpfAttachType.UprobeMulti,
            });
        }

        return plans.Count > 0 ? plans : throw Refuse(request, string.Join("; ", refusals));
    }

    private static IEnumerable<AttachMechanism> UprobeOrder(UprobeRequest request)
    {
        if (request.Mechanism != AttachMechanism.Auto)
            return [request.Mechanism];
        if (request.IsSession)
            return [AttachMechanism.Multi];
        return request.Targets.Count > 1
            ? [AttachMechanism.Multi, AttachMechanism.PerfLink, AttachMechanism.PerfIoctl, AttachMechanism.Legacy]
            : [AttachMechanism.PerfLink, AttachMechanism.PerfIoctl, AttachMechanism.Legacy];
    }

    private string? RefuseUprobeMulti(UprobeRequest request) => request.IsSession
        ? Missing(KernelFeature.UprobeSession, "the kernel has no uprobe sessions (6.13)")
        : request.ProcessId != 0
        ? Missing(KernelFeature.UprobeMultiProcess, "the kernel's first version of it compares threads, not processes")
        : Missing(KernelFeature.UprobeMulti, "the kernel has none (6.6)");

    private string? RefuseUprobePmu(UprobeRequest request)
    {
        foreach (var target in request.Targets)
        {
            if (target.ReferenceCounterOffset != 0 && !_features.Has(KernelFeature.UprobeReferenceCounter))
                return "the kernel has no reference counters for uprobes (4.20)";
            if (target.ReferenceCounterOffset > uint.MaxValue)
                return "the reference counter lies beyond 4 GB";
        }

        return Missing(KernelFeature.UprobePmu, "the kernel has no uprobe PMU (4.17)");
    }

    private string? RefuseUprobeEvent(UprobeRequest request) =>
        request.Path.AsSpan().IndexOfAny(" \t\n") >= 0 ? "tracefs cannot express a path with blanks"
        : facts.Tracefs is { } tracefs && facts.Calls.Access(tracefs.PathOf("uprobe_events"), AccessMode.Exists) == 0 ? null
        : facts.TracefsDiagnostic ?? "the kernel has no uprobe_events (CONFIG_UPROBE_EVENTS)";

    private AttachPlan PlanFentry(FentryRequest request)
    {
        if (request.Mechanism is not (AttachMechanism.Auto or AttachMechanism.Fentry))
            throw Refuse(request, $"it can only be attached by {AttachMechanism.Fentry.Describe()}");
        var feature = _features.Probe(request.IsReturn ? KernelFeature.Fexit : KernelFeature.Fentry);
        if (!feature.IsPresent)
        {
            throw Refuse(request, feature.Errno == Errno.EPERM && facts.Capabilities.CanTrace && request.ProgramId == 0
                ? $"{feature.Reason}; use kprobe:{request.Function} or a tracepoint instead"
                : feature.Reason);
        }

        return new AttachPlan(request, AttachMechanism.Fentry, "typed arguments need it", BpfProgramType.Tracing)
        {
            ExpectedAttachType = request.IsReturn ? BpfAttachType.TraceFexit : BpfAttachType.TraceFentry,
            AttachBtfId = request.BtfId,
            AttachModule = request.Module,
            AttachTarget = request.BtfId != 0 ? "" : request is { ProgramId: 0, Module: { Length: > 0 } module } ? $"{module}:{request.Function}" : request.Function,
            AttachProgramId = request.ProgramId,
        };
    }

    private AttachPlan PlanRawTracepoint(RawTracepointRequest request)
    {
        if (request.Mechanism is not (AttachMechanism.Auto or AttachMechanism.RawTracepoint))
            throw Refuse(request, $"it can only be attached by {AttachMechanism.RawTracepoint.Describe()}");
        if (request is { BtfId: 0, IsTyped: false })
            return new AttachPlan(request, AttachMechanism.RawTracepoint, "the only way", BpfProgramType.RawTracepoint);
        var feature = _features.Probe(KernelFeature.TracingRawTracepoint);
        if (!feature.IsPresent)
            throw Refuse(request, feature.Reason);
        return new AttachPlan(request, AttachMechanism.RawTracepoint, "typed arguments by BTF", BpfProgramType.Tracing)
        {
            ExpectedAttachType = BpfAttachType.TraceRawTracepoint,
            AttachBtfId = request.BtfId,
            AttachTarget = request.BtfId != 0 ? "" : request.Name,
        };
    }

    private static AttachPlan PlanIterator(IteratorRequest request) => request.Mechanism is AttachMechanism.Auto or AttachMechanism.Iterator
        ? new AttachPlan(request, AttachMechanism.Iterator, "the only way", BpfProgramType.Tracing) { ExpectedAttachType = BpfAttachType.TraceIterator, AttachBtfId = request.BtfId, AttachTarget = request.BtfId != 0 ? "" : request.Kind }
        : throw Refuse(request, $"it can only be attached by {AttachMechanism.Iterator.Describe()}");

    private static AttachPlan PlanTracing(TracingRequest request)
    {
        var mechanism = request.AttachType == BpfAttachType.TraceRawTracepoint ? AttachMechanism.RawTracepoint : AttachMechanism.Fentry;
        return request.Mechanism == AttachMechanism.Auto || request.Mechanism == mechanism
            ? new AttachPlan(request, mechanism, "the only way", request.AttachType == BpfAttachType.LsmMac ? BpfProgramType.Lsm : BpfProgramType.Tracing) { ExpectedAttachType = request.AttachType, AttachTarget = request.Target, AttachProgramId = request.ProgramId }
            : throw Refuse(request, $"it can only be attached by {mechanism.Describe()}");
    }

    private List<AttachPlan> PlanPerf(ProbeRequest request, BpfProgramType type)
    {
        var plans = new List<AttachPlan>();
        var refusals = new List<string>();
        foreach (var candidate in request.Mechanism == AttachMechanism.Auto ? [AttachMechanism.PerfLink, AttachMechanism.PerfIoctl] : new[] { request.Mechanism })
        {
            var refusal = candidate switch
            {
                AttachMechanism.PerfLink => Missing(KernelFeature.PerfLink, "the kernel has no perf links (5.15)"),
                AttachMechanism.PerfIoctl => null,
                _ => "this kind of probe cannot be attached so",
            };
            if ((refusal ?? RefuseCookie(request, candidate, type)) is { } reason)
                refusals.Add($"{candidate.Describe()}: {reason}");
            else
                plans.Add(new AttachPlan(request, candidate, ReasonFor(candidate, request, refusals), type));
        }

        return plans.Count > 0 ? plans : throw Refuse(request, string.Join("; ", refusals));
    }

    // Which of several places fired is told by cookie: without one the answer would be wrong, not missing.
    private string? RefuseCookie(ProbeRequest request, AttachMechanism mechanism, BpfProgramType type)
    {
        if (!request.NeedsCookie)
            return null;
        if (mechanism is AttachMechanism.PerfIoctl or AttachMechanism.Legacy)
            return "it carries no cookie, which tells the program which of its places was hit";
        return HasCookies(mechanism == AttachMechanism.Fentry ? BpfProgramType.Tracing : type)
            ? null : "the kernel has no cookies for it, which tell the program which of its places was hit";
    }

    private static string ReasonFor(AttachMechanism mechanism, ProbeRequest request, List<string> refusals)
    {
        if (request.Mechanism == mechanism)
            return "asked for";
        if (refusals.Count > 0)
            return string.Join("; ", refusals);
        return mechanism switch
        {
            AttachMechanism.Multi => "many functions at once",
            AttachMechanism.Legacy when request is KprobeRequest { MaxActive: > 0 } => "maxactive needs a tracefs event",
            _ => "the cheapest for one place",
        };
    }

    private bool HasCookies(BpfProgramType type) => _features.Has(type, BpfHelper.GetAttachCookie);

    private string? Missing(KernelFeature feature, string text) => _features.Has(feature) ? null : text;

    private string Privileges() => PrivilegeDiagnosis.Explain(facts.Calls, Errno.EPERM, KernelOperation.LinkCreate)
        ?? $"tracing needs root or {facts.Capabilities.Missing()}";

    private static BpfException Refuse(ProbeRequest request, string why) =>
        new($"cannot attach {request.Describe()}: {why}", KernelOperation.LinkCreate, request.Describe());
}
