using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>skboutput: bound call [BoundString file, pointer to struct sk_buff, uint64 length, BoundConstant offset], type int32.</summary>
internal static class PacketFunctions
{
    private const int MaxOffset = 0xffff;

    /// <summary>skboutput.</summary>
    public static readonly FunctionRow Skboutput = new(
        "skboutput", "skboutput(\"file\", struct sk_buff *, length, offset)", "writes a packet to a pcap file, without its first offset bytes (fentry, fexit, rawtracepoint)", 4, 4, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        string? file = binder.LiteralText(call.Arguments[0], "the file of skboutput()");
        BoundExpression packet = binder.BindExpression(call.Arguments[1]);
        BoundExpression length = binder.ToInteger(binder.BindExpression(call.Arguments[2]), "the length of skboutput()");
        long? offset = binder.Literal(binder.BindExpression(call.Arguments[3]), "the offset of skboutput()");
        if (file is null || offset is null || ProbeBinder.IsPending(packet) || ProbeBinder.IsPending(length))
            return ProbeBinder.Pending(call.Span);
        if (binder.Probe.Provider is not (ProbeProvider.Fentry or ProbeProvider.Fexit or ProbeProvider.RawTracepoint))
            return binder.Wrong(call.Span, "skboutput() is only for fentry, fexit and rawtracepoint probes", "the kernel copies packets only where it knows the types of arguments: rawtracepoint:net_dev_start_xmit, for instance");
        if (file.Length == 0)
            return binder.Wrong(call.Arguments[0].Span, "skboutput() needs the name of a file");
        if (packet.Type is not PointerType { Target: StructType { Tag: "sk_buff" } })
            return binder.Wrong(call.Arguments[1].Span, $"skboutput() takes a struct sk_buff *, not a value of type '{ProbeBinder.NameOf(packet.Type)}'", "for instance args.skb");
        if (offset is < 0 or > MaxOffset)
            return binder.Wrong(call.Arguments[3].Span, $"the offset of skboutput() must be from 0 to {MaxOffset}, not {offset}", "14 leaves out the Ethernet header");
        binder.Probe.NeedsTypedContext = true;
        return new BoundCall(
            call.Span, IntegerType.Int32, "skboutput",
            [new BoundString(call.Span, new StringType(file.Length + 1), file), packet, ProbeBinder.Convert(length, IntegerType.UInt64), new BoundConstant(call.Span, IntegerType.Int64, offset.Value)]);
    }
}
