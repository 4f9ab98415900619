using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Objects;
using Borescope.Symbols;

namespace Borescope.Attaching;

/// <summary>Turns what a section's name says into probe requests; one row per way of attaching.</summary>
internal sealed class SectionTargets(RunningKernel kernel)
{
    private static readonly Dictionary<ProgramAttach, Func<SectionTargets, ProgramSpec, ProbeRequest>> Table = new()
    {
        [ProgramAttach.Kprobe] = static (_, program) => Kprobe(program, isReturn: false),
        [ProgramAttach.Kretprobe] = static (_, program) => Kprobe(program, isReturn: true),
        [ProgramAttach.KprobeMulti] = static (targets, program) => targets.Multi(program, isReturn: false),
        [ProgramAttach.KretprobeMulti] = static (targets, program) => targets.Multi(program, isReturn: true),
        [ProgramAttach.KprobeSession] = static (targets, program) => targets.Multi(program, isReturn: false, isSession: true),
        [ProgramAttach.Ksyscall] = static (targets, program) => targets.SystemCall(program, isReturn: false),
        [ProgramAttach.Kretsyscall] = static (targets, program) => targets.SystemCall(program, isReturn: true),
        [ProgramAttach.Uprobe] = static (targets, program) => targets.Uprobe(program, isReturn: false),
        [ProgramAttach.Uretprobe] = static (targets, program) => targets.Uprobe(program, isReturn: true),
        [ProgramAttach.UprobeMulti] = static (targets, program) => targets.Uprobe(program, isReturn: false, isMulti: true),
        [ProgramAttach.UretprobeMulti] = static (targets, program) => targets.Uprobe(program, isReturn: true, isMulti: true),
        [ProgramAttach.UprobeSession] = static (targets, program) => targets.Uprobe(program, isReturn: false, isMulti: true, isSession: true),
        [ProgramAttach.Tracepoint] = static (_, program) => Tracepoint(program),
        [ProgramAttach.RawTracepoint] = static (_, program) => new RawTracepointRequest(program.AttachTarget),
        [ProgramAttach.TypedTracepoint] = Tracing,
        [ProgramAttach.Fentry] = Tracing,
        [ProgramAttach.Fexit] = Tracing,
        [ProgramAttach.ModifyReturn] = Tracing,
        [ProgramAttach.SecurityHook] = Tracing,
        [ProgramAttach.Iterator] = static (_, program) => new IteratorRequest(program.AttachTarget, program.AttachBtfId),
        [ProgramAttach.PerfEvent] = static (_, program) => PerfEventRequest.Profile(DefaultFrequency, $"perf_event {program.Name} (CPU clock, {DefaultFrequency} Hz)"),
    };

    private const int DefaultFrequency = 99;

    /// <summary>The request, null when the section does not say where.</summary>
    /// <exception cref="BpfException">What it says does not exist.</exception>
    internal ProbeRequest? Find(ProgramSpec program)
    {
        if (program.AttachTarget.Length == 0 && program.Attach != ProgramAttach.PerfEvent)
            return null;
        return Table.TryGetValue(program.Attach, out var make) ? make(this, program) : null;
    }

    private static TracingRequest Tracing(SectionTargets targets, ProgramSpec program) =>
        new(program.ExpectedAttachType, program.Section.TrimStart('?'));

    // "function", "module:function", "function+offset"
    private static KprobeRequest Kprobe(ProgramSpec program, bool isReturn)
    {
        var (name, offset) = SplitOffset(program.AttachTarget);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var target = colon < 0 ? new KernelTarget(name, null, offset) : new KernelTarget(name[(colon + 1)..], name[..colon], offset);
        return new KprobeRequest([target], isReturn);
    }

    private KprobeRequest Multi(ProgramSpec program, bool isReturn, bool isSession = false)
    {
        var pattern = new GlobPattern(program.AttachTarget);
        var targets = new List<KernelTarget>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var function in kernel.Facts.Functions.Match(pattern))
        {
            if (seen.Add(function.Name))
                targets.Add(new KernelTarget(function.Name, function.Module));
        }

        if (targets.Count == 0)
            throw Fail(program, $"no function of this kernel matches {program.AttachTarget}", "list them with borescope -l 'kprobe:*'");
        return new KprobeRequest(targets, isReturn) { IsSession = isSession, SkipFailures = true, Mechanism = AttachMechanism.Multi };
    }

    // The function behind a system call has a prefix that differs between architectures and kernels.
    private KprobeRequest SystemCall(ProgramSpec program, bool isReturn)
    {
        var symbols = kernel.Facts.Symbols ?? throw Fail(program, $"the kernel's symbols cannot be read: {kernel.Facts.SymbolsDiagnostic}", null);
        foreach (var prefix in (ReadOnlySpan<string>)["__x64_sys_", "__arm64_sys_", "__se_sys_", "sys_"])
        {
            if (symbols.Contains(prefix + program.AttachTarget))
                return new KprobeRequest([new KernelTarget(prefix + program.AttachTarget)], isReturn);
        }

        throw Fail(program, $"this kernel has no system call {program.AttachTarget}", null);
    }

    // "file:function", "file:function+offset", "file:offset"
    private UprobeRequest Uprobe(ProgramSpec program, bool isReturn, bool isMulti = false, bool isSession = false)
    {
        var colon = program.AttachTarget.LastIndexOf(':');
        if (colon <= 0)
            throw Fail(program, $"section '{program.Section}' does not name a file and a function", "write SEC(\"uprobe/FILE:FUNCTION\")");
        var file = program.AttachTarget[..colon];
        var (name, offset) = SplitOffset(program.AttachTarget[(colon + 1)..]);
        var mechanism = isMulti ? AttachMechanism.Multi : AttachMechanism.Auto;
        if (TryNumber(name, out var place))
        {
            if (!new BinaryLocator(kernel.Calls).TryLocate(file, 0, out var path, out var problem))
                throw Fail(program, problem!, null);
            return new UprobeRequest(path!, [new UserTarget(place + offset)], isReturn) { IsSession = isSession, Mechanism = mechanism };
        }

        var request = new UserFunctionRequest(file, name, offset) { IsReturn = isReturn };
        if (!new UserFunctionResolver(kernel.Calls).TryResolve(request, out var matches, out var diagnostic))
            throw Fail(program, diagnostic!, null);
        var targets = new List<UserTarget>();
        foreach (var function in matches!.Functions)
            targets.Add(new UserTarget(function.Offset, function.Name));
        return new UprobeRequest(targets.Count > 0 ? matches.Functions[0].Path : file, targets, isReturn) { IsSession = isSession, Mechanism = mechanism, SkipFailures = isMulti };
    }

    private static TracepointRequest Tracepoint(ProgramSpec program)
    {
        var slash = program.AttachTarget.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? new TracepointRequest(program.AttachTarget[..slash], program.AttachTarget[(slash + 1)..])
            : throw Fail(program, $"section '{program.Section}' does not name a category and an event", "write SEC(\"tracepoint/CATEGORY/EVENT\")");
    }

    private static (string Name, ulong Offset) SplitOffset(string text)
    {
        var plus = text.LastIndexOf('+');
        return plus > 0 && TryNumber(text[(plus + 1)..], out var offset) ? (text[..plus], offset) : (text, 0);
    }

    private static bool TryNumber(string text, out ulong number) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static BpfException Fail(ProgramSpec program, string why, string? hint) =>
        new($"cannot attach program {program.Name}: {why}", KernelOperation.LinkCreate, program.Name, hint);
}
