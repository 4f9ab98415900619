using System.Collections.Generic;
using System.Text;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope.Links;

/// <summary>Attaches uprobes and uretprobes.</summary>
internal sealed unsafe class UprobeAttacher(KernelFacts facts, PerfProbe perf)
{
    internal Link Attach(AttachPlan plan, UprobeRequest request, BpfProgram program)
    {
        if (facts.Calls.Access(request.Path, AccessMode.Exists).AsErrno() is var missing and not Errno.None)
            throw new BpfException(missing, KernelOperation.UprobeOpen, request.Describe());
        if (plan.Mechanism == AttachMechanism.Multi)
            return AttachMulti(request, program);
        var links = new List<Link>();
        var failures = new List<AttachFailure>();
        try
        {
            foreach (var target in request.Targets)
            {
                try
                {
                    links.Add(AttachOne(plan, request, program, target));
                }
                catch (BpfException error) when (request.SkipFailures && request.Targets.Count > 1)
                {
                    failures.Add(new AttachFailure((request with { Targets = [target] }).Describe(), error));
                }
            }

            if (links.Count == 0 && failures.Count > 0)
                throw failures[0].Error;
            return links is [var only] && failures.Count == 0 ? only : new LinkSet(plan.Mechanism, request.Describe(), links, failures);
        }
        catch
        {
            LinkRelease.All(links);
            throw;
        }
    }

    private PerfEventLink AttachOne(AttachPlan plan, UprobeRequest request, BpfProgram program, UserTarget target)
    {
        var text = (request with { Targets = [target] }).Describe();
        if (plan.Mechanism != AttachMechanism.Legacy)
        {
            return perf.Attach(
                program, () => perf.OpenUprobe(request.Path, target, request.IsReturn, request.ProcessId), KernelOperation.UprobeOpen, plan.Mechanism, text,
                target.Cookie);
        }

        var place = target.ReferenceCounterOffset == 0
            ? $"{request.Path}:0x{target.Offset:x}" : $"{request.Path}:0x{target.Offset:x}(0x{target.ReferenceCounterOffset:x})";
        var tracefsEvent = TracefsEvent.Define(facts, request.IsReturn ? "r" : "p", place, target.Name.Length > 0 ? target.Name : "offset", isUser: true);
        return perf.Attach(
            program, () => perf.OpenTracepoint(tracefsEvent.Id, request.ProcessId), KernelOperation.UprobeOpen, plan.Mechanism, text, target.Cookie, tracefsEvent);
    }

    private Link AttachMulti(UprobeRequest request, BpfProgram program)
    {
        var links = new List<Link>();
        var failures = new List<AttachFailure>();
        try
        {
            AttachRange(request, program, 0, request.Targets.Count, links, failures);
            if (links.Count == 0 && failures.Count > 0)
                throw failures[0].Error;
            return links is [var only] && failures.Count == 0 ? only : new LinkSet(AttachMechanism.Multi, request.Describe(), links, failures);
        }
        catch
        {
            LinkRelease.All(links);
            throw;
        }
    }

    // One bad place fails the whole call without being named: where places may be left out, a refused range is halved until the bad ones stand alone.
    private void AttachRange(UprobeRequest request, BpfProgram program, int from, int to, List<Link> links, List<AttachFailure> failures)
    {
        var result = CreateMulti(request, program, from, to - from);
        if (result >= 0)
        {
            links.Add(new DescriptorLink(facts.Calls, AttachMechanism.Multi, request.Describe(), KernelHandle.Own(facts.Calls, result)));
            return;
        }

        var error = result.AsErrno();
        if (!request.SkipFailures || request.Targets.Count == 1 || error is Errno.EPERM or Errno.EACCES or Errno.ENOMEM or Errno.ESRCH)
            throw new BpfException(error, KernelOperation.MultiLinkCreate, request.Describe());
        if (to - from == 1)
        {
            var text = (request with { Targets = [request.Targets[from]] }).Describe();
            failures.Add(new AttachFailure(text, new BpfException(error, KernelOperation.UprobeOpen, text)));
            return;
        }

        var middle = from + ((to - from) / 2);
        AttachRange(request, program, from, middle, links, failures);
        AttachRange(request, program, middle, to, links, failures);
    }

    private int CreateMulti(UprobeRequest request, BpfProgram program, int from, int count)
    {
        var offsets = new ulong[count];
        var cookies = new ulong[count];
        var counters = new ulong[count];
        var hasCounters = false;
        var hasCookies = request.NeedsCookie;
        for (var index = 0; index < count; index++)
        {
            var target = request.Targets[from + index];
            (offsets[index], cookies[index], counters[index]) = (target.Offset, target.Cookie, target.ReferenceCounterOffset);
            hasCounters |= counters[index] != 0;
            hasCookies |= cookies[index] != 0;
        }

        var path = new byte[Encoding.UTF8.GetByteCount(request.Path) + 1];
        Encoding.UTF8.GetBytes(request.Path, path);
        fixed (byte* pathPointer = path)
        fixed (ulong* offsetPointer = offsets)
        fixed (ulong* cookiePointer = cookies)
        fixed (ulong* counterPointer = counters)
        {
            var attributes = new LinkCreateAttributes
            {
                Program = program.Descriptor,
                AttachType = (uint)(request.IsSession ? BpfAttachType.UprobeSession : BpfAttachType.UprobeMulti),
                UprobePath = (ulong)pathPointer,
                UprobeOffsets = (ulong)offsetPointer,
                UprobeCookies = hasCookies ? (ulong)cookiePointer : 0,
                UprobeReferences = hasCounters ? (ulong)counterPointer : 0,
                UprobeCount = (uint)count,
                UprobeFlags = request.IsReturn ? LinkCreateAttributes.UprobeMultiReturn : 0,
                UprobePid = (uint)request.ProcessId,
            };
            return facts.Calls.Bpf(BpfCommand.LinkCreate, &attributes, (uint)sizeof(LinkCreateAttributes));
        }
    }
}
