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

    private DescriptorLink AttachMulti(UprobeRequest request, BpfProgram program)
    {
        var count = request.Targets.Count;
        var offsets = new ulong[count];
        var cookies = new ulong[count];
        var counters = new ulong[count];
        var hasCounters = false;
        for (var index = 0; index < count; index++)
        {
            offsets[index] = request.Targets[index].Offset;
            cookies[index] = request.Targets[index].Cookie;
            counters[index] = request.Targets[index].ReferenceCounterOffset;
            hasCounters |= counters[index] != 0;
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
                UprobeCookies = request.NeedsCookie ? (ulong)cookiePointer : 0,
                UprobeReferences = hasCounters ? (ulong)counterPointer : 0,
                UprobeCount = (uint)count,
                UprobeFlags = request.IsReturn ? LinkCreateAttributes.UprobeMultiReturn : 0,
                UprobePid = (uint)request.ProcessId,
            };
            var result = facts.Calls.Bpf(BpfCommand.LinkCreate, &attributes, (uint)sizeof(LinkCreateAttributes));
            if (result < 0)
                throw new BpfException(result.AsErrno(), KernelOperation.MultiLinkCreate, request.Describe());
            return new DescriptorLink(facts.Calls, AttachMechanism.Multi, request.Describe(), KernelHandle.Own(facts.Calls, result));
        }
    }
}
