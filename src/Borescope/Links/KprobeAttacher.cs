using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope.Links;

/// <summary>Attaches kprobes and kretprobes.</summary>
internal sealed unsafe class KprobeAttacher(KernelFacts facts, PerfProbe perf)
{
    // Each place takes a descriptor; the usual limit is 1024.
    private const int DescriptorsToAsk = 200;

    private readonly KernelFunctionDiagnosis _diagnosis = new(facts);

    private readonly HashSet<ulong> _ambiguous = [];

    private bool _hasCookies;

    internal Link Attach(AttachPlan plan, KprobeRequest request, BpfProgram program)
    {
        var links = new List<Link>();
        var failures = new List<AttachFailure>();
        _ambiguous.Clear();
        _hasCookies = request.NeedsCookie;
        foreach (var target in request.Targets)
            _hasCookies |= target.Cookie != 0;
        try
        {
            if (plan.Mechanism == AttachMechanism.Multi)
            {
                AttachMulti(request, program, links, failures);
            }
            else
            {
                if (request.Targets.Count > DescriptorsToAsk)
                    facts.Calls.RaiseDescriptorLimit();
                foreach (var target in request.Targets)
                    AttachOne(plan, request, program, target, links, failures);
            }

            if (failures.Count > 0 && (!request.SkipFailures || links.Count == 0))
                throw failures[0].Error;
            return links is [var only] && failures.Count == 0 ? only : new LinkSet(plan.Mechanism, request.Describe(), links, failures);
        }
        catch
        {
            LinkRelease.All(links);
            throw;
        }
    }

    private void AttachOne(
        AttachPlan plan, KprobeRequest request, BpfProgram program, KernelTarget target, List<Link> links, List<AttachFailure> failures)
    {
        var text = $"{(request.IsReturn ? "kretprobe" : "kprobe")}:{target.Text}";
        var error = Outside(target, text) ?? Open(plan, request, target, text, program, links);

        // Several functions of this name, or a name that is also in a module: every one is meant.
        if (error?.Errno == Errno.EADDRNOTAVAIL && target.Address == 0)
        {
            var addresses = _diagnosis.Addresses(target.Function, target.Module);
            if (addresses.Count > 1)
            {
                error = null;
                foreach (var address in addresses)
                {
                    // A wildcard lists such a name once for each address.
                    if (_ambiguous.Add(address))
                        error = Open(plan, request, target with { Address = address }, text, program, links) ?? error;
                }
            }
        }

        if (error is not null)
            failures.Add(new AttachFailure(text, Explain(error, target, request.IsReturn)));
    }

    // The kernel adds the offset to the address, whatever function that leads into.
    private BpfException? Outside(in KernelTarget target, string text)
    {
        if (target.Offset == 0 || target.Function.Length == 0 || facts.Symbols is not { } symbols)
            return null;
        var start = target.Address != 0 ? target.Address : _diagnosis.Addresses(target.Function, target.Module) is [var only] ? only : 0;
        if (start == 0 || !symbols.TryFind(start + target.Offset, out var index, out var offset) || start + target.Offset - offset == start)
            return null;
        return new BpfException(
            $"the offset {target.Offset} lies outside of {target.Function}: that place is in {Encoding.UTF8.GetString(symbols.NameOf(index))}",
            KernelOperation.KprobeOpen, text, "give an offset inside of the function, or name the other one");
    }

    private BpfException? Open(AttachPlan plan, KprobeRequest request, KernelTarget target, string text, BpfProgram program, List<Link> links)
    {
        if (target is { Module: { Length: > 0 } and not "vmlinux", Address: 0 })
        {
            // The kernel's own lookup of "module:name" differs between versions; an address does not.
            var addresses = _diagnosis.Addresses(target.Function, target.Module);
            if (addresses.Count > 0)
                target = target with { Address = addresses[0] };
        }

        try
        {
            if (plan.Mechanism == AttachMechanism.Legacy)
            {
                var kind = request.IsReturn ? request.MaxActive > 0 ? string.Create(CultureInfo.InvariantCulture, $"r{request.MaxActive}") : "r" : "p";
                var tracefsEvent = TracefsEvent.Define(facts, kind, LegacyPlace(target), target.Text, isUser: false);
                links.Add(perf.Attach(
                    program, () => perf.OpenTracepoint(tracefsEvent.Id, 0), KernelOperation.KprobeOpen, plan.Mechanism, text, target.Cookie, tracefsEvent));
            }
            else
            {
                links.Add(perf.Attach(
                    program, () => perf.OpenKprobe(target, request.IsReturn), KernelOperation.KprobeOpen, plan.Mechanism, text, target.Cookie));
            }

            return null;
        }
        catch (BpfException error)
        {
            return error;
        }
    }

    private static string LegacyPlace(in KernelTarget target)
    {
        if (target.Address != 0)
            return $"0x{target.Address + target.Offset:x}";
        return target.Offset == 0 ? target.Text : $"{(target.Module is { Length: > 0 } and not "vmlinux" ? target.Module + ":" : "")}{target.Function}+{target.Offset.ToString(CultureInfo.InvariantCulture)}";
    }

    private void AttachMulti(KprobeRequest request, BpfProgram program, List<Link> links, List<AttachFailure> failures)
    {
        var places = new MultiPlaces(request.Targets.Count, _hasCookies);
        FunctionEntries? entries = null;
        for (var index = 0; index < request.Targets.Count; index++)
        {
            var target = request.Targets[index];
            if (target.Address != 0)
                places.Add(_hasCookies ? EntryOf(target.Address) : target.Address, target.Cookie, index);
            else if ((entries ??= new FunctionEntries(facts)).TryFind(target.Function, target.Module, out var entry))
                places.Add(entry, target.Cookie, index);
            else if (_diagnosis.TraceableAddresses(target.Function, target.Module) is { Count: > 0 } addresses)
                places.AddAll(addresses, target.Cookie, index);
            else
                failures.Add(NoPlace(request, target));
        }

        if (places.Count > 0)
            AttachRange(request, program, places, 0, places.Count, links, failures);
    }

    private AttachFailure NoPlace(KprobeRequest request, in KernelTarget target)
    {
        var text = $"{(request.IsReturn ? "kretprobe" : "kprobe")}:{target.Text}";
        var error = facts.Symbols is { AddressesHidden: false }
            ? new BpfException(Errno.ENOENT, KernelOperation.KprobeOpen, text)
            : new BpfException($"cannot attach {text} by a multi link: the kernel hides its addresses", KernelOperation.KprobeOpen, text, "run with CAP_SYSLOG and kernel.kptr_restrict below 2");
        return new AttachFailure(text, Explain(error, target, request.IsReturn));
    }

    // With IBT ftrace's own addresses lie behind the endbr instruction; the kernel finds cookies by the address before it.
    private ulong EntryOf(ulong address)
    {
        const ulong EntryBytes = 8;
        return facts.Symbols is { } symbols && symbols.TryFind(address, out _, out var offset) && offset <= EntryBytes ? address - offset : address;
    }

    // One bad function fails the whole call without being named, so a refused range is halved until the bad ones stand alone.
    private void AttachRange(
        KprobeRequest request, BpfProgram program, MultiPlaces places, int from, int to, List<Link> links, List<AttachFailure> failures)
    {
        var count = to - from;
        int result;
        fixed (ulong* addresses = places.Addresses[from..to])
        fixed (ulong* cookies = places.Cookies)
        {
            var attributes = new LinkCreateAttributes
            {
                Program = program.Descriptor,
                AttachType = (uint)(request.IsSession ? BpfAttachType.KprobeSession : BpfAttachType.KprobeMulti),
                KprobeFlags = request.IsReturn ? LinkCreateAttributes.KprobeMultiReturn : 0,
                KprobeCount = (uint)count,
                KprobeAddresses = (ulong)addresses,
                KprobeCookies = _hasCookies ? (ulong)(cookies + from) : 0,
            };
            result = facts.Calls.Bpf(BpfCommand.LinkCreate, &attributes, (uint)sizeof(LinkCreateAttributes));
        }

        if (result >= 0)
        {
            links.Add(new DescriptorLink(facts.Calls, AttachMechanism.Multi, request.Describe(), KernelHandle.Own(facts.Calls, result)));
            return;
        }

        var error = result.AsErrno();
        if (count > 1 && error is Errno.ESRCH or Errno.ENOENT or Errno.EINVAL or Errno.E2BIG or Errno.EADDRNOTAVAIL)
        {
            var middle = from + (count / 2);
            AttachRange(request, program, places, from, middle, links, failures);
            AttachRange(request, program, places, middle, to, links, failures);
            return;
        }

        if (count > 1)
            throw new BpfException(error, KernelOperation.MultiLinkCreate, request.Describe());
        var place = request.Targets[places.TargetOf(from)];
        var text = $"{(request.IsReturn ? "kretprobe" : "kprobe")}:{place.Text}";
        failures.Add(new AttachFailure(text, Explain(new BpfException(error, KernelOperation.MultiLinkCreate, text), place, request.IsReturn)));
    }

    private BpfException Explain(BpfException error, in KernelTarget target, bool isReturn)
    {
        if (target.Function.Length == 0 || error.Errno is Errno.EPERM or Errno.EACCES)
            return error;
        var diagnosis = _diagnosis.Diagnose(target.Function, target.Module);
        return diagnosis.IsProbeable
            ? error
            : new BpfException(diagnosis.Message, error.Operation, $"{(isReturn ? "kretprobe" : "kprobe")}:{target.Text}", diagnosis.Hint, error);
    }
}
