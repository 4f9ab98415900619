using System;
using System.Collections.Generic;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

/// <summary>How each builtin variable is computed: one row per builtin.</summary>
internal static class BuiltinLowerings
{
    private static readonly Dictionary<string, Func<ProbeLowering, BoundBuiltin, IrValue>> Scalars = new(StringComparer.Ordinal)
    {
        ["pid"] = (p, b) => p.ProcessId(b.Mode == "init"),
        ["tid"] = (p, b) => p.ThreadId(b.Mode == "init"),
        ["uid"] = (p, _) => p.LowHalf(p.Builder.CallHelper(BpfHelper.GetCurrentUidGid)),
        ["username"] = (p, _) => p.LowHalf(p.Builder.CallHelper(BpfHelper.GetCurrentUidGid)),
        ["gid"] = (p, _) => p.Builder.Binary(IrBinaryOp.LShr, p.Builder.CallHelper(BpfHelper.GetCurrentUidGid), p.Builder.Int(32)),
        ["nsecs"] = Nsecs,
        ["elapsed"] = (p, _) => p.Builder.Binary(IrBinaryOp.Sub, Clock(p, ""), p.Builder.Int((long)p.Options.StartTime)),
        ["cpu"] = (p, _) => p.Number(p.Builder.CallHelper(BpfHelper.GetSmpProcessorId)),
        ["numaid"] = (p, _) => p.Number(p.Builder.CallHelper(BpfHelper.GetNumaNodeId)),
        ["ncpus"] = (p, _) => p.Builder.Int(p.Options.PossibleCpus),
        ["rand"] = (p, _) => p.LowHalf(p.Number(p.Builder.CallHelper(BpfHelper.GetPrandomU32))),
        ["cgroup"] = (p, _) => p.Number(p.Builder.CallHelper(BpfHelper.GetCurrentCgroupId)),
        ["curtask"] = (p, _) => p.Number(p.Builder.CallHelper(BpfHelper.GetCurrentTask)),
        ["jiffies"] = (p, _) => p.Number(p.Builder.CallHelper(BpfHelper.Jiffies64)),
        ["cpid"] = (p, _) => p.Builder.Int(p.Options.ChildPid),
        ["probe"] = (p, b) => p.ProbeIndex(b.Span),
        ["func"] = (p, b) => p.FunctionAddress(b),
        ["arg"] = (p, b) => p.Argument(b),
        ["sarg"] = (p, b) => p.StackArgument(b.Index, b.Span),
        ["retval"] = (p, b) => p.ReturnValue(b),
        ["usermode"] = (p, b) => p.Builder.ZExt(
            p.Builder.Compare(IrCondition.Eq, p.Builder.Binary(IrBinaryOp.And, p.Register("cs", b.Span), p.Builder.Int(3)), p.Builder.Int(3)), IrType.I64),
        ["ctx"] = (p, b) => p.Builder.Cast(p.Context(b.Span), IrType.I64),
    };

    private static readonly Dictionary<string, Action<ProbeLowering, BoundBuiltin, IrValue, int>> Objects = new(StringComparer.Ordinal)
    {
        ["comm"] = Comm,
        ["kstack"] = (p, b, to, at) => p.StackTrace((StackType)b.Type, b.Span, to, at),
        ["ustack"] = (p, b, to, at) => p.StackTrace((StackType)b.Type, b.Span, to, at),
        ["func"] = (p, b, to, at) => p.UserSymbol(p.FunctionAddress(b), to, at),
    };

    /// <summary>Names that lowering knows.</summary>
    public static IEnumerable<string> Names
    {
        get
        {
            foreach (string name in Scalars.Keys)
                yield return name;
            foreach (string name in Objects.Keys)
                yield return name;
        }
    }

    public static IrValue Scalar(ProbeLowering probe, BoundBuiltin builtin) =>
        Scalars.TryGetValue(builtin.Name, out var lower)
            ? lower(probe, builtin)
            : throw new LoweringException(builtin.Span, $"not supported yet: {builtin.Name}");

    public static void Into(ProbeLowering probe, BoundBuiltin builtin, IrValue destination, int offset)
    {
        if (!Objects.TryGetValue(builtin.Name, out var lower))
            throw new LoweringException(builtin.Span, $"not supported yet: {builtin.Name}");
        lower(probe, builtin, destination, offset);
    }

    private static void Comm(ProbeLowering p, BoundBuiltin b, IrValue destination, int offset)
    {
        // Kernels up to 6.1 at least leave the bytes behind the NUL as they are, and keys are compared with them.
        if (p.PadsStrings)
            p.Zero(destination, offset, b.Type.Size);
        p.Builder.CallHelper(BpfHelper.GetCurrentComm, p.Builder.Offset(destination, offset), p.Builder.Int(b.Type.Size));
    }

    // The software's TAI is the boot clock with what the two were apart at the start.
    private static IrValue Nsecs(ProbeLowering p, BoundBuiltin b) =>
        b.Mode == "sw_tai" ? p.Builder.Binary(IrBinaryOp.Add, Clock(p, ""), p.Builder.Int(p.Options.BootToTai)) : Clock(p, b.Mode);

    internal static IrValue Clock(ProbeLowering p, string mode) => p.Number(p.Builder.CallHelper(mode switch
    {
        "monotonic" => BpfHelper.KtimeGetNs,
        "tai" => BpfHelper.KtimeGetTaiNs,
        _ => p.Options.HasBootClock ? BpfHelper.KtimeGetBootNs : BpfHelper.KtimeGetNs,
    }));
}
