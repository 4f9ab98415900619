using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering.Calls;

/// <summary>skboutput(file, skb, length, offset): [text, pointer, number, constant]. The kernel copies the packet from its start; user space leaves the offset out.</summary>
internal sealed class SkbOutputCall : CallLowering
{
    // The length stands above the CPU in the helper's flags; all ones: the CPU that runs.
    private const int LengthShift = 32;
    private const long CurrentCpu = 0xffffffff;

    public override bool HasEffect => true;

    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        int offset = (int)((BoundConstant)call.Arguments[3]).Value;
        IrValue packet = p.Scalar(call.Arguments[1]);
        IrValue length = p.Scalar(call.Arguments[2]);
        var action = new PacketAction(((BoundString)call.Arguments[0]).Value, offset) { Span = call.Span, RecordSize = PacketAction.HeaderSize };
        IrValue record = p.Temporary(PacketAction.HeaderSize, 8, "packet");
        p.Builder.Store(record, 0, p.Builder.Int(p.Module.AddPacketAction(action)));
        p.Builder.Store(record, PacketAction.TimeAt, p.Number(p.Builder.CallHelper(BpfHelper.KtimeGetBootNs)));
        p.Builder.Store(record, PacketAction.LengthAt, length);
        p.Builder.Store(record, PacketAction.CopiedAt, length);
        p.If(
            p.Builder.Compare(IrCondition.Ugt, length, p.Builder.Int(PacketAction.MaxCopied)),
            () => p.Builder.Store(record, PacketAction.CopiedAt, p.Builder.Int(PacketAction.MaxCopied)));
        IrValue copied = p.Builder.Load(IrType.I64, record, PacketAction.CopiedAt);
        IrValue flags = p.Builder.Binary(IrBinaryOp.Or, p.Builder.Binary(IrBinaryOp.Shl, copied, p.Builder.Int(LengthShift)), p.Builder.Int(CurrentCpu));
        IrValue result = p.Number(p.Builder.CallHelper(BpfHelper.SkbOutput, packet, p.Builder.MapAddress(p.Module.Packets), flags, record, p.Builder.Int(PacketAction.HeaderSize)));
        p.ReportFailure(BpfHelper.SkbOutput, result, call.Span);
        return p.Builder.SExt(p.Builder.Trunc(result, IrType.I32), IrType.I64);
    }
}

/// <summary>unwatch(address): [address], which may have effects of its own.</summary>
internal sealed class UnwatchCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call) => p.Scalar(call.Arguments[0]);
}
