using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Kernel;
using Borescope.Objects;
using Borescope.Programs;

namespace Borescope.Links;

/// <summary>Carries plans out.</summary>
public sealed unsafe class ProbeAttacher
{
    private readonly KernelFacts _facts;
    private readonly PerfProbe _perf;
    private readonly KprobeAttacher _kprobes;
    private readonly UprobeAttacher _uprobes;

    /// <summary>Prepares for the running kernel.</summary>
    public ProbeAttacher(KernelFacts facts)
    {
        _facts = facts;
        _perf = new PerfProbe(facts);
        _kprobes = new KprobeAttacher(facts, _perf);
        _uprobes = new UprobeAttacher(facts, _perf);
        Planner = new AttachPlanner(facts);
    }

    /// <summary>The planner.</summary>
    public AttachPlanner Planner { get; }

    /// <summary>Plans, loads the program for the plan, and attaches it. When the kernel refuses the chosen mechanism although its probe said otherwise, the next one is tried.</summary>
    /// <param name="target">Holds the maps; receives the program.</param>
    /// <param name="program">The program; type and attach type are set by the plan.</param>
    /// <param name="request">Where.</param>
    /// <param name="plan">What was done in the end.</param>
    /// <exception cref="VerifierException">The verifier refused the program.</exception>
    /// <exception cref="BpfException">It cannot be attached; of several attempts the first error is told.</exception>
    public Link Attach(LoadedObject target, ProgramSpec program, ProbeRequest request, out AttachPlan plan)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(request);
        BpfException? first = null;
        foreach (var candidate in Planner.PlanAlternatives(request))
        {
            try
            {
                var link = Attach(candidate, target.Load(candidate.Apply(program)));
                plan = first is null ? candidate : candidate with { Reason = $"{candidate.Reason}; before: {first.Message}" };
                return link;
            }
            catch (BpfException error) when (error is not VerifierException && IsRefusalOfMechanism(error.Errno))
            {
                first ??= error;
            }
            catch (BpfException) when (first is not null)
            {
                // A later attempt failed for another reason; what the user needs to know is why the first one did.
                break;
            }
        }

        throw first!;
    }

    /// <summary>Attaches a program that was loaded for a plan.</summary>
    /// <exception cref="BpfException">The kernel refused; the message explains.</exception>
    public Link Attach(AttachPlan plan, BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(program);
        try
        {
            return Carry(plan, program);
        }
        catch (BpfException error) when (PrivilegeDiagnosis.Explain(_facts.Calls, error.Errno, error.Operation) is { } hint)
        {
            throw new BpfException(error.Errno, error.Operation, error.Subject, hint, error);
        }
    }

    /// <summary>
    /// Puts another program in the place of an attached one, for links whose program the kernel cannot exchange: the new one is attached first, so that no
    /// hit is missed; for a moment both run.
    /// </summary>
    /// <param name="link">The old link; disposed when the new one stands.</param>
    /// <param name="plan">Plan that the program was loaded for.</param>
    /// <param name="program">The new program.</param>
    /// <returns>The new link.</returns>
    /// <exception cref="BpfException">The kernel refused; the old link stays as it was.</exception>
    public Link Replace(Link link, AttachPlan plan, BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(link);
        var replacement = Attach(plan, program);
        link.Dispose();
        return replacement;
    }

    private Link Carry(AttachPlan plan, BpfProgram program) => plan.Request switch
    {
        KprobeRequest kprobe when plan.Mechanism == AttachMechanism.Fentry => AttachTracing(plan, kprobe.Targets[0].Cookie, program),
        KprobeRequest kprobe => _kprobes.Attach(plan, kprobe, program),
        UprobeRequest uprobe => _uprobes.Attach(plan, uprobe, program),
        TracepointRequest tracepoint => AttachTracepoint(plan, tracepoint, program),
        PerfEventRequest perf => AttachCounter(plan, perf, program),
        RawTracepointRequest { BtfId: 0, IsTyped: false } raw => AttachRaw(plan, raw.Name, raw.Cookie, program),
        RawTracepointRequest raw => AttachTracing(plan, raw.Cookie, program),
        FentryRequest fentry => AttachFentry(plan, fentry, program),
        TracingRequest tracing => AttachTracing(plan, tracing.Cookie, program),
        IteratorRequest iterator => AttachIterator(plan, iterator, program),
        _ => throw new ArgumentException($"unknown request {plan.Request.GetType().Name}", nameof(plan)),
    };

    private static bool IsRefusalOfMechanism(Errno errno) =>
        errno is Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP or Errno.ENOSYS or Errno.ENODEV;

    private PerfEventLink AttachTracepoint(AttachPlan plan, TracepointRequest request, BpfProgram program)
    {
        var tracefs = _facts.Tracefs
            ?? throw new BpfException($"cannot attach {request.Describe()}: {_facts.TracefsDiagnostic}", KernelOperation.TracepointOpen, request.Describe());
        if (!_facts.Calls.TryReadNumber(tracefs.PathOf($"events/{request.Category}/{request.Event}/id"), out var id))
            throw MissingTracepoint(tracefs, request);
        return _perf.Attach(
            program, () => _perf.OpenTracepoint((int)id, 0), KernelOperation.TracepointOpen, plan.Mechanism, request.Describe(), request.Cookie);
    }

    private static BpfException MissingTracepoint(Tracefs tracefs, TracepointRequest request)
    {
        var wanted = $"{request.Category}:{request.Event}";
        var near = new NearMatches(wanted);
        var elsewhere = new List<string>();
        foreach (var (category, name) in tracefs.Events())
        {
            near.Offer($"{category}:{name}");
            if (name == request.Event)
                elsewhere.Add($"{category}:{name}");
        }

        elsewhere.AddRange(near.Names);
        return new BpfException(
            $"the kernel has no tracepoint {wanted}", KernelOperation.TracepointOpen, request.Describe(),
            elsewhere.Count > 0 ? $"did you mean {string.Join(", ", elsewhere)}?" : "list what there is with borescope -l 'tracepoint:*'");
    }

    private Link AttachCounter(AttachPlan plan, PerfEventRequest request, BpfProgram program)
    {
        var online = CpuList.Online(_facts.Calls);
        var links = new List<Link>();
        try
        {
            // With a process the event follows it over all CPUs.
            foreach (var cpu in request.ProcessId != 0 ? [-1] : request.OneCpu ? [online[0]] : online)
            {
                try
                {
                    links.Add(_perf.Attach(
                        program, () => _perf.OpenCounter(request, cpu), KernelOperation.PerfEventOpen, plan.Mechanism, request.Describe(), request.Cookie,
                        isCounter: true));
                }
                catch (BpfException error) when (error.Errno == Errno.ENODEV && !request.OneCpu && cpu >= 0 && request.Type == PerfEventType.Software)
                {
                    // The CPU went offline since the list was read.
                    continue;
                }
                catch (BpfException error) when (CounterHint(request, error.Errno) is { } hint)
                {
                    throw new BpfException(error.Errno, error.Operation, error.Subject, hint, error);
                }
            }

            if (links.Count == 0)
                throw new BpfException(Errno.ENODEV, KernelOperation.PerfEventOpen, request.Describe());
            return links is [var only] ? only : new LinkSet(plan.Mechanism, request.Describe(), links, []);
        }
        catch
        {
            LinkRelease.All(links);
            throw;
        }
    }

    private string? CounterHint(PerfEventRequest request, Errno error) => request.Type switch
    {
        PerfEventType.Hardware when error is Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENODEV =>
            "this processor does not count the event, or the virtual machine hides its counters; software events and timers work everywhere",
        PerfEventType.Breakpoint when error is Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENODEV => "the processor or virtual machine has no breakpoint registers",
        PerfEventType.Breakpoint when error == Errno.ENOSPC => "all breakpoint registers of the processor are taken: x86 has 4",
        PerfEventType.Breakpoint when error == Errno.EINVAL && request.Access == 1 => "x86 processors cannot watch reading alone: use rw",
        PerfEventType.Breakpoint when error == Errno.EINVAL => "the processor takes aligned addresses and the lengths 1, 2, 4 and 8; addresses of the kernel must lie in it entirely",
        _ when error == Errno.EINVAL && request.Frequency > 0 && _facts.Sysctls.PerfEventMaxSampleRate is { } limit && request.Frequency > (ulong)limit =>
            $"the frequency is above kernel.perf_event_max_sample_rate, which is {limit}",
        _ => null,
    };

    private DescriptorLink AttachRaw(AttachPlan plan, string name, ulong cookie, BpfProgram program)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(name) + 1];
        Encoding.UTF8.GetBytes(name, bytes);
        fixed (byte* pointer = bytes)
        {
            var attributes = new RawTracepointAttributes { Name = (ulong)pointer, Program = program.Descriptor, Cookie = cookie };
            return OpenRaw(plan, ref attributes, KernelOperation.RawTracepointOpen);
        }
    }

    // BTF describes functions that nothing may be attached to as well: the kernel then says only that something else is where the call should go.
    private DescriptorLink AttachFentry(AttachPlan plan, FentryRequest request, BpfProgram program)
    {
        try
        {
            return AttachTracing(plan, request.Cookie, program);
        }
        catch (BpfException error) when (error.Errno == Errno.EBUSY && request.ProgramId == 0)
        {
            var diagnosis = new KernelFunctionDiagnosis(_facts).Diagnose(request.Function, request.Module, needsKprobes: false);
            if (diagnosis.IsProbeable)
                throw;
            throw new BpfException(diagnosis.Message, error.Operation, request.Describe(), diagnosis.Hint, error);
        }
    }

    // Without a cookie the older command serves every kernel since 5.5; with one only the link command can carry it.
    private DescriptorLink AttachTracing(AttachPlan plan, ulong cookie, BpfProgram program)
    {
        if (cookie == 0)
        {
            var raw = new RawTracepointAttributes { Program = program.Descriptor };
            return OpenRaw(plan, ref raw, KernelOperation.TracingLinkCreate);
        }

        var attributes = new LinkCreateAttributes
        {
            Program = program.Descriptor, AttachType = (uint)plan.ExpectedAttachType, TracingCookie = cookie,
        };
        return Own(plan, _facts.Calls.Bpf(BpfCommand.LinkCreate, &attributes, (uint)sizeof(LinkCreateAttributes)), KernelOperation.TracingLinkCreate);
    }

    private IteratorLink AttachIterator(AttachPlan plan, IteratorRequest request, BpfProgram program)
    {
        using var cgroup = request.CgroupPath is { } path ? OpenCgroup(path, plan) : null;
        var scope = new IteratorScopeAttributes();
        if (request.Map is { } map)
            scope.Map = map.Descriptor;
        else if (request.Kind == "cgroup") // Without a folder the kernel walks all groups, but wants to know in which order.
            (scope.CgroupOrder, scope.Cgroup) = ((uint)request.CgroupOrder, cgroup?.Descriptor ?? 0);
        else
            (scope.Thread, scope.Process) = ((uint)request.ThreadId, (uint)request.ProcessId);
        var hasScope = request is not { Map: null, ProcessId: 0, ThreadId: 0 } or { Kind: "cgroup" };
        var attributes = new LinkCreateAttributes
        {
            Program = program.Descriptor, AttachType = (uint)BpfAttachType.TraceIterator,
            IteratorScope = hasScope ? (ulong)(&scope) : 0, IteratorScopeLength = hasScope ? (uint)sizeof(IteratorScopeAttributes) : 0,
        };
        var result = _facts.Calls.Bpf(BpfCommand.LinkCreate, &attributes, (uint)sizeof(LinkCreateAttributes));
        if (result >= 0)
            return new IteratorLink(_facts.Calls, plan.Request.Describe(), KernelHandle.Own(_facts.Calls, result));
        var hint = result.AsErrno() is not (Errno.EBADF or Errno.EINVAL) ? null
            : hasScope ? "this kernel cannot keep such a walk to one map, process or control group, or the program reads beyond its keys and values"
            : "iterators over the elements of one map need that map";
        throw new BpfException(result.AsErrno(), KernelOperation.TracingLinkCreate, plan.Request.Describe(), hint);
    }

    private KernelHandle OpenCgroup(string path, AttachPlan plan)
    {
        var fd = _facts.Calls.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec);
        return fd >= 0 ? KernelHandle.Own(_facts.Calls, fd)
            : throw new BpfException(fd.AsErrno(), KernelOperation.TracingLinkCreate, plan.Request.Describe(), $"{path} is no folder of a control group");
    }

    private DescriptorLink OpenRaw(AttachPlan plan, ref RawTracepointAttributes attributes, KernelOperation operation)
    {
        var size = attributes.Cookie == 0 ? RawTracepointAttributes.SizeWithoutCookie : (uint)sizeof(RawTracepointAttributes);
        fixed (RawTracepointAttributes* pointer = &attributes)
            return Own(plan, _facts.Calls.Bpf(BpfCommand.RawTracepointOpen, pointer, size), operation);
    }

    private DescriptorLink Own(AttachPlan plan, int result, KernelOperation operation) => result < 0
        ? throw new BpfException(result.AsErrno(), operation, plan.Request.Describe())
        : new DescriptorLink(_facts.Calls, plan.Mechanism, plan.Request.Describe(), KernelHandle.Own(_facts.Calls, result));
}
