using System;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Kernel;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    /// <summary>BPF_F_USER_STACK of bpf_get_stackid.</summary>
    private const long UserStackFlag = 1 << 8;

    /// <summary>A helper's result as I64.</summary>
    public IrValue Number(IrValue value) => value.Type switch
    {
        IrType.I64 => value,
        IrType.Pointer => Builder.Cast(value, IrType.I64),
        _ => Builder.ZExt(value, IrType.I64),
    };

    /// <summary>The low 32 bits.</summary>
    public IrValue LowHalf(IrValue value) => Builder.ZExt(Builder.Trunc(Number(value), IrType.I32), IrType.I64);

    /// <summary>Process id (thread group id), in this process's PID namespace.</summary>
    public IrValue ProcessId(bool initial = false) => initial || Options.PidNamespace is null
        ? Builder.Binary(IrBinaryOp.LShr, Number(Builder.CallHelper(BpfHelper.GetCurrentPidTgid)), Builder.Int(32))
        : NamespacePid(4);

    /// <summary>Thread id, in this process's PID namespace.</summary>
    public IrValue ThreadId(bool initial = false) => initial || Options.PidNamespace is null ? LowHalf(Builder.CallHelper(BpfHelper.GetCurrentPidTgid)) : NamespacePid(0);

    /// <summary>Address of the probed function.</summary>
    public IrValue FunctionAddress(BoundBuiltin b)
    {
        if (Provider is ProbeProvider.Kprobe or ProbeProvider.Kretprobe or ProbeProvider.Fentry or ProbeProvider.Fexit)
        {
            UsesFunctionAddress = true;
            return Number(Builder.CallHelper(BpfHelper.GetFuncIp, Context(b.Span)));
        }

        if (Provider != ProbeProvider.Uretprobe)
            return InstructionPointer(b.Span);

        // The registers of a return are those of the caller. Before 6.6 the helper knows no uprobes and says 0.
        IrValue address = Temporary(8, 8, "function");
        Builder.Store(address, 0, Number(Builder.CallHelper(BpfHelper.GetFuncIp, Context(b.Span))));
        If(
            Builder.Compare(IrCondition.Eq, Builder.Load(IrType.I64, address), Builder.Int(0)),
            () => Builder.Store(address, 0, InstructionPointer(b.Span)));
        return Builder.Load(IrType.I64, address);
    }

    /// <summary>The instruction pointer of the probe's registers.</summary>
    public IrValue InstructionPointer(TextSpan span) => Register(Options.Architecture.InstructionPointer, span);

    /// <summary>A register of the probe's context.</summary>
    public IrValue Register(string name, TextSpan span)
    {
        if (HasArgumentSlots)
            throw new LoweringException(span, $"registers are not available in {Probe.AttachPoints[0].Text}", "Attach a kprobe instead.");
        return Builder.Load(IrType.I64, Context(span), Options.Architecture.Registers[name]);
    }

    /// <summary><c>argN</c>.</summary>
    public IrValue Argument(BoundBuiltin b)
    {
        if (Provider == ProbeProvider.Usdt)
            return MarkerArgument(b);
        if (HasArgumentSlots)
        {
            if (Provider == ProbeProvider.RawTracepoint && !Probe.NeedsTypedContext)
                return Builder.Load(IrType.I64, Context(b.Span), 8 * b.Index);

            // Typed for the verifier where it is a struct pointer, so it is read as plain memory.
            IrValue slot = Temporary(8, 8, "arg");
            ProbeRead(slot, 0, 8, new Place(Context(b.Span), 8 * b.Index, PlaceSpace.Context), b.Span);
            return Builder.Load(IrType.I64, slot);
        }

        TargetArchitecture arch = Options.Architecture;
        return b.Index < arch.Arguments.Count ? Register(arch.Arguments[b.Index], b.Span) : StackArgument(b.Index - arch.Arguments.Count, b.Span);
    }

    /// <summary>The n-th argument passed on the stack.</summary>
    public IrValue StackArgument(int index, TextSpan span)
    {
        PlaceSpace space = Provider.IsUserCode() ? PlaceSpace.User : PlaceSpace.Kernel;
        var place = new Place(Register(Options.Architecture.StackPointer, span), Options.Architecture.StackArgumentsAt + (8 * index), space);
        IrValue slot = Temporary(8, 8, "arg");
        ProbeRead(slot, 0, 8, place, span);
        return Builder.Load(IrType.I64, slot);
    }

    /// <summary><c>retval</c>.</summary>
    public IrValue ReturnValue(BoundBuiltin b)
    {
        if (!HasArgumentSlots)
            return Register(Options.Architecture.ReturnValue, b.Span);
        if (Probe.AttachPoints[0].ProgramId != 0)
            return ResultOfProgram(b);
        int slots = Probe.Arguments is { } arguments ? ArgumentSlots(arguments) : 0;
        return ReadContext(new Place(Context(b.Span), 8 * slots, PlaceSpace.Context), b.Type);
    }

    // How many slots stand before the result of a BPF function is the kernel's to say: of functions whose types its verifier could not confirm it keeps five.
    private IrValue ResultOfProgram(BoundBuiltin b)
    {
        IrValue slot = Temporary(8, 8, "result");
        Builder.CallHelper(BpfHelper.GetFuncRet, Context(b.Span), slot);
        return LoadScalar(slot, 0, b.Type);
    }

    /// <summary>Sends the stack id and whose it is: layout of <see cref="StackType"/>.</summary>
    public void StackTrace(StackType type, TextSpan span, IrValue destination, int offset)
    {
        StackId(StackShape.Of(type), type.User, span, destination, offset);
        if (!type.User)
            return;
        Module.UsesUserAddresses = true;
        Builder.Store(destination, offset + 8, Number(Builder.CallHelper(BpfHelper.GetCurrentPidTgid)));
    }

    private void StackId(StackShape shape, bool user, TextSpan span, IrValue destination, int offset)
    {
        IrValue id = Builder.CallHelper(BpfHelper.GetStackid, Context(span), Builder.MapAddress(Module.StackMap(shape)), Builder.Int(user ? UserStackFlag : 0));
        Builder.Store(destination, offset, shape.IdBits == 0 ? id : Builder.Binary(IrBinaryOp.Or, id, Builder.Int(shape.IdBits)));
        StackShape next = shape with { Chance = shape.Chance + 1 };
        if (next.Chance < StackShape.Chances)
            If(Builder.Compare(IrCondition.Eq, id, Builder.Int(-(long)Errno.EEXIST)), () => StackId(next, user, span, destination, offset));
    }

    /// <summary>Writes an address and its process: layout of <see cref="UserSymbolType"/>.</summary>
    public void UserSymbol(IrValue address, IrValue destination, int offset)
    {
        Module.UsesUserAddresses = true;
        Builder.Store(destination, offset, address);
        IrValue both = Number(Builder.CallHelper(BpfHelper.GetCurrentPidTgid));
        Builder.Store(destination, offset + 8, Builder.Trunc(Builder.Binary(IrBinaryOp.LShr, both, Builder.Int(32)), IrType.I32));
        Builder.Store(destination, offset + 12, Builder.Trunc(both, IrType.I32));
    }

    private static int ArgumentSlots(StructType arguments)
    {
        int end = 0;
        foreach (StructField field in arguments.Fields)
        {
            if (field.Name != "retval")
                end = Math.Max(end, (field.Offset / 8) + 1);
        }

        return end;
    }

    private IrValue NamespacePid(int offset)
    {
        // struct bpf_pidns_info { u32 pid; u32 tgid; }
        (ulong device, ulong inode) = Options.PidNamespace!.Value;
        IrValue info = Temporary(8, 4, "pidns");
        Builder.Store(info, 0, Builder.Int(0));
        Builder.CallHelper(BpfHelper.GetNsCurrentPidTgid, Builder.Int((long)device), Builder.Int((long)inode), info, Builder.Int(8));
        return Builder.ZExt(Builder.Load(IrType.I32, info, offset), IrType.I64);
    }
}
