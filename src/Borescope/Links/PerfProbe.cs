using System;
using System.Globalization;
using System.Text;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope.Links;

/// <summary>Opens probes as perf events and binds programs to them.</summary>
internal sealed unsafe class PerfProbe(KernelFacts facts)
{
    private const string Devices = "/sys/bus/event_source/devices";
    private const int ReferenceCounterShift = 32;

    private readonly ISystemCalls _calls = facts.Calls;
    private (uint Type, int ReturnBit)? _kprobePmu;
    private (uint Type, int ReturnBit)? _uprobePmu;
    private int? _firstCpu;

    /// <summary>Opens a kprobe by its PMU: by name, or by address when the target has one.</summary>
    internal int OpenKprobe(in KernelTarget target, bool isReturn)
    {
        var (type, bit) = _kprobePmu ??= ReadPmu("kprobe");
        var byAddress = target.Address != 0;
        var name = NullTerminated(target.Function);
        fixed (byte* pointer = name)
        {
            var attributes = New(type, isReturn ? 1ul << bit : 0);
            attributes.Config1 = byAddress ? 0 : (ulong)pointer;
            attributes.Config2 = byAddress ? target.Address + target.Offset : target.Offset;
            return Open(ref attributes, 0);
        }
    }

    /// <summary>Opens a uprobe by its PMU.</summary>
    internal int OpenUprobe(string path, in UserTarget target, bool isReturn, int process)
    {
        var (type, bit) = _uprobePmu ??= ReadPmu("uprobe");
        fixed (byte* pointer = NullTerminated(path))
        {
            var attributes = New(type, (isReturn ? 1ul << bit : 0) | (target.ReferenceCounterOffset << ReferenceCounterShift));
            attributes.Config1 = (ulong)pointer;
            attributes.Config2 = target.Offset;
            return Open(ref attributes, process);
        }
    }

    /// <summary>Opens a tracepoint or tracefs event by its number.</summary>
    internal int OpenTracepoint(int id, int process)
    {
        var attributes = New((uint)PerfEventType.Tracepoint, (ulong)id);
        return Open(ref attributes, process);
    }

    /// <summary>Opens a counter or timer on one CPU.</summary>
    internal int OpenCounter(PerfEventRequest request, int cpu)
    {
        var attributes = New((uint)request.Type, request.Config);
        attributes.SamplePeriod = request.Frequency != 0 ? request.Frequency : Math.Max(1, request.Period);
        attributes.Flags = request.Frequency != 0 ? PerfEventFlags.Frequency : PerfEventFlags.None;
        if (request.Type == PerfEventType.Breakpoint)
        {
            attributes.BreakpointType = request.Access;
            attributes.Config1 = request.Address;
            attributes.Config2 = (ulong)request.Length;

            // The breakpoint of a process is handed on to its new threads and children.
            attributes.Flags = request.ProcessId == 0 ? PerfEventFlags.None : PerfEventFlags.Inherit;
        }

        return _calls.PerfEventOpen(ref attributes, request.ProcessId == 0 ? -1 : request.ProcessId, cpu, -1, PerfEventOpenFlags.CloseOnExec);
    }

    /// <summary>Opens an event and binds a program to it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="open">Opens the event: a descriptor, or the negated errno.</param>
    /// <param name="operation">What opening means, for errors.</param>
    /// <param name="mechanism">Perf link, or one of the ioctl ways.</param>
    /// <param name="target">Place, for errors.</param>
    /// <param name="cookie">Cookie.</param>
    /// <param name="tracefsEvent">The tracefs event behind; removed on failure.</param>
    /// <param name="isCounter">Whether the event counts or ticks: only such events can be disabled without closing them.</param>
    internal PerfEventLink Attach(
        BpfProgram program, Func<int> open, KernelOperation operation, AttachMechanism mechanism, string target, ulong cookie,
        TracefsEvent? tracefsEvent = null, bool isCounter = false)
    {
        try
        {
            var attachment = Bind(program, open(), operation, mechanism, target, cookie, isCounter);
            return new PerfEventLink(
                _calls, mechanism, target, attachment, tracefsEvent,
                isCounter ? null : () => Bind(program, open(), operation, mechanism, target, cookie, isCounter));
        }
        catch
        {
            tracefsEvent?.Remove();
            throw;
        }
    }

    private PerfAttachment Bind(
        BpfProgram program, int fd, KernelOperation operation, AttachMechanism mechanism, string target, ulong cookie, bool isCounter)
    {
        if (fd < 0)
            throw new BpfException(fd.AsErrno(), operation, target);
        var attachment = new PerfAttachment(KernelHandle.Own(_calls, fd), null);
        try
        {
            if (mechanism == AttachMechanism.PerfLink)
            {
                var attributes = new LinkCreateAttributes
                {
                    Program = program.Descriptor, Target = attachment.Event!.Descriptor, AttachType = (uint)BpfAttachType.PerfEvent, PerfCookie = cookie,
                };
                var result = _calls.Bpf(BpfCommand.LinkCreate, &attributes, (uint)sizeof(LinkCreateAttributes));
                if (result < 0)
                    throw new BpfException(result.AsErrno(), KernelOperation.LinkCreate, target);
                attachment = attachment with { Link = KernelHandle.Own(_calls, result) };
            }
            else
            {
                var error = _calls.IoControl(attachment.Event!.Descriptor, PerfIoControl.SetBpf, program.Descriptor).AsErrno();
                if (error != Errno.None)
                    throw new BpfException(error, KernelOperation.PerfSetProgram, target);
            }

            attachment.Control(_calls, PerfIoControl.Enable, target);
            if (attachment.Link is null || isCounter)
                return attachment;

            // The link keeps the event alive, and a wildcard needs every descriptor.
            attachment.Event!.Dispose();
            return attachment with { Event = null };
        }
        catch
        {
            attachment.Dispose();
            throw;
        }
    }

    private static PerfEventAttributes New(uint type, ulong config) => new()
    {
        Type = type, Size = PerfEventAttributes.StructSize, Config = config, SamplePeriod = 1, WakeupEvents = 1,
    };

    private static byte[] NullTerminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    // Probes fire on every CPU however they are opened; -1/-1 is refused, so a probe for all processes names CPU 0.
    private int Open(ref PerfEventAttributes attributes, int process) => process > 0
        ? _calls.PerfEventOpen(ref attributes, process, -1, -1, PerfEventOpenFlags.CloseOnExec)
        : _calls.PerfEventOpen(ref attributes, -1, FirstCpu(), -1, PerfEventOpenFlags.CloseOnExec);

    private int FirstCpu() => _firstCpu ??= CpuList.Online(_calls)[0];

    private (uint Type, int ReturnBit) ReadPmu(string name)
    {
        if (!_calls.TryReadNumber($"{Devices}/{name}/type", out var type))
            throw new BpfException($"the kernel has no {name} PMU", KernelOperation.KprobeOpen, name);

        // "config:0"
        var format = _calls.ReadText($"{Devices}/{name}/format/retprobe") ?? "config:0";
        var colon = format.IndexOf(':', StringComparison.Ordinal);
        return ((uint)type, int.TryParse(format.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bit) ? bit & 63 : 0);
    }
}
