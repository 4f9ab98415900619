using System;
using System.Collections.Generic;
using System.Linq;
using Borescope.Compiler;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>Lowers one probe to one program. Scalars are I64 values, extended by their sign; everything else is handled by its address.</summary>
internal sealed partial class ProbeLowering
{
    private FunctionScope _scope;
    private int _callbacks;
    private bool _sendsEvents;

    public ProbeLowering(ModuleLowering module, BoundProbe probe, string name)
    {
        Module = module;
        Probe = probe;
        Cookies = module.AddAttachPoints(probe.AttachPoints);
        IrFunction function = IrFunction.Program(name, ProgramTypeOf(probe, module.Options));
        _scope = new FunctionScope(function, null) { EndProbe = EndProgram, EndTest = verdict => Builder.Return(verdict) };
        _scope.Context = Builder.Parameter(0);
        module.Module.Functions.Add(function);
    }

    public ModuleLowering Module { get; }

    public BoundProbe Probe { get; }

    public ProbeProvider Provider => Probe.AttachPoints[0].Provider;

    public LoweringOptions Options => Module.Options;

    public IReadOnlyList<int> Cookies { get; }

    public bool UsesCookie { get; private set; }

    public bool UsesFunctionAddress { get; set; }

    public IrBuilder Builder => _scope.Builder;

    /// <summary>The context of the program.</summary>
    /// <exception cref="LoweringException">Inside a callback there is none.</exception>
    public IrValue Context(TextSpan span) =>
        _scope.Context ?? throw new LoweringException(span, "the probe's context is not reachable inside this loop", "Read the value into a variable before the loop.");

    /// <summary>Whether the context is an array of 8-byte arguments instead of registers.</summary>
    public bool HasArgumentSlots =>
        Provider is ProbeProvider.Fentry or ProbeProvider.Fexit or ProbeProvider.RawTracepoint || Options.CarriedByTrampoline.Contains(Probe);

    /// <summary>The address space of a plain integer used as an address.</summary>
    public AddressSpace DefaultSpace => Provider.IsUserCode() && !Probe.TakesKernelAddresses ? AddressSpace.User : AddressSpace.Unknown;

    public CompiledProbe Lower()
    {
        Builder.Location = Module.Location(Probe.Body.Span);
        if (Options.FilterPid != 0 && FiltersByPid)
            EmitPidFilter();
        if (Provider == ProbeProvider.Iter)
            EmitIteratorGuard();
        Statement(Probe.Body);
        if (!Builder.IsTerminated)
            EndProgram();
        return new CompiledProbe(Probe, Cookies, UsesCookie, UsesFunctionAddress, _sendsEvents);
    }

    /// <summary>Index of the attach point that fired.</summary>
    public IrValue ProbeIndex(TextSpan span)
    {
        if (Cookies.All(cookie => cookie == Cookies[0]))
            return Builder.Int(Cookies[0]);
        UsesCookie = true;
        return Builder.CallHelper(BpfHelper.GetAttachCookie, Context(span));
    }

    /// <summary>Makes the instructions that follow belong to a place in the source.</summary>
    public void At(TextSpan span) => Builder.Location = Module.Location(span);

    /// <summary>Leaves the probe, from within loops too.</summary>
    public void EndProbe() => _scope.EndProbe();

    /// <summary>A stack slot for a temporary object.</summary>
    public IrValue Temporary(int size, int align, string name) => Builder.StackSlot(Math.Max(size, 1), align, name);

    /// <summary>Adds 1 to a counter of the counters map.</summary>
    public void Count(CellCount counts) => Builder.Atomic(IrAtomicOp.Add, Counter(counts), 0, Builder.Int(1));

    /// <summary>The address of a counter.</summary>
    private IrValue Counter(CellCount counts) => Builder.MapValueAddress(Module.Counters, 8 * Module.Counter(counts));

    /// <summary>The address of constants that helpers take by address.</summary>
    public IrValue Constants(params ReadOnlySpan<long> values) => Builder.MapValueAddress(Module.Counters, 8 * Module.Constants(values));

    /// <summary>Runs <paramref name="then"/> only when the condition holds.</summary>
    public void If(IrValue condition, Action then, Action? otherwise = null)
    {
        IrBlock thenBlock = Builder.NewBlock("then");
        IrBlock end = Builder.NewBlock("endif");
        IrBlock elseBlock = otherwise is null ? end : Builder.NewBlock("else");
        Builder.BranchIf(condition, thenBlock, elseBlock);
        Builder.Block = thenBlock;
        then();
        if (!Builder.IsTerminated)
            Builder.Branch(end);
        if (otherwise is not null)
        {
            Builder.Block = elseBlock;
            otherwise();
            if (!Builder.IsTerminated)
                Builder.Branch(end);
        }

        Builder.Block = end;
    }

    private bool FiltersByPid => Provider is ProbeProvider.Kprobe or ProbeProvider.Kretprobe or ProbeProvider.Fentry or ProbeProvider.Fexit
        or ProbeProvider.Tracepoint or ProbeProvider.RawTracepoint;

    private void EmitPidFilter()
    {
        IrValue pid = ProcessId();
        IrBlock run = Builder.NewBlock("traced");
        IrBlock skip = Builder.NewBlock("other_process");
        Builder.BranchIf(Builder.Compare(IrCondition.Eq, pid, Builder.Int(Options.FilterPid)), run, skip);
        Builder.Block = skip;
        EndProgram();
        Builder.Block = run;
    }

    // A tracepoint's perf events are everybody's: 0 would hide the event from perf and all others that watch it. Elsewhere 0 spares the kernel writing a sample.
    private void EndProgram() => Builder.Return(Builder.Int(Provider == ProbeProvider.Tracepoint ? 1 : 0));

    private static BpfProgramType ProgramTypeOf(BoundProbe probe, LoweringOptions options) => probe.AttachPoints[0].Provider switch
    {
        _ when options.CarriedByTrampoline.Contains(probe) => BpfProgramType.Tracing,
        ProbeProvider.Kprobe or ProbeProvider.Kretprobe or ProbeProvider.Uprobe or ProbeProvider.Uretprobe or ProbeProvider.Usdt => BpfProgramType.Kprobe,
        ProbeProvider.Fentry or ProbeProvider.Fexit or ProbeProvider.Iter => BpfProgramType.Tracing,
        ProbeProvider.RawTracepoint when probe.NeedsTypedContext => BpfProgramType.Tracing,
        ProbeProvider.Tracepoint => BpfProgramType.Tracepoint,
        ProbeProvider.Interval or ProbeProvider.Profile or ProbeProvider.Software or ProbeProvider.Hardware or ProbeProvider.Watchpoint => BpfProgramType.PerfEvent,
        ProbeProvider.Bench => BpfProgramType.Xdp, // The only type that the kernel runs many times in a row and times.
        _ => BpfProgramType.RawTracepoint,
    };
}
