using System;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering.Calls;

/// <summary>ksym(a), strftime(format, ns), kptr(p), uptr(p): the number itself with another meaning; it is the last argument.</summary>
internal sealed class FirstOfLastArgument : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call) => p.PlainNumber(call.Arguments[^1]);
}

/// <summary>usym(a): [address]. Layout of <see cref="UserSymbolType"/>.</summary>
internal sealed class UsymCall : CallLowering
{
    public override void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset) =>
        p.UserSymbol(p.Scalar(call.Arguments[0]), destination, offset);
}

/// <summary>ntop([family,] address): [family?, integer or bytes]. Layout of <see cref="InetType"/>.</summary>
internal sealed class NtopCall : CallLowering
{
    private const int Ipv4 = 2;
    private const int Ipv6 = 10;

    public override void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset)
    {
        BoundExpression address = call.Arguments[^1];
        int size = address.Type switch
        {
            PointerType { Target: ArrayType or StructType or StringType } pointer => Math.Clamp(pointer.Target.Size, 1, 16),
            PointerType => call.Arguments[0] is BoundConstant { Value: Ipv4 } ? 4 : 16,
            { IsScalar: true } => 4,
            var type => Math.Min(16, type.Size),
        };
        IrValue family = call.Arguments.Count > 1 ? p.Scalar(call.Arguments[0]) : p.Builder.Int(size == 16 ? Ipv6 : Ipv4);
        p.Builder.Store(destination, offset, p.Builder.Trunc(family, IrType.I32));
        if (address.Type is PointerType)
            p.ProbeRead(destination, offset + 4, size, new Place(p.Scalar(address), 0, p.SpaceOf(address.Type)), call.Span);
        else if (address.Type.IsScalar)
            p.Builder.Store(destination, offset + 4, p.Builder.Trunc(p.Scalar(address), IrType.I32));
        else
            p.Copy(destination, offset + 4, p.Memory(address), 0, size);
        p.Zero(destination, offset + 4 + size, 16 - size);
    }
}

/// <summary>macaddr(p): [six bytes or their address].</summary>
internal sealed class MacaddrCall : CallLowering
{
    public override void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset)
    {
        BoundExpression source = call.Arguments[0];
        if (source.Type.IsScalar)
            p.ProbeRead(destination, offset, 6, new Place(p.Scalar(source), 0, p.SpaceOf(source.Type)), call.Span);
        else
            p.Copy(destination, offset, p.Memory(source), 0, 6);
    }
}

/// <summary>reg(name): [name].</summary>
internal sealed class RegCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call) => p.Register(((BoundString)call.Arguments[0]).Value, call.Span);
}

/// <summary>signal(n): [number].</summary>
internal sealed class SignalCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        IrValue result = p.Builder.CallHelper(BpfHelper.SendSignal, p.Builder.Trunc(p.Scalar(call.Arguments[0]), IrType.I32));
        p.ReportFailure(BpfHelper.SendSignal, p.Number(result), call.Span);
    }
}

/// <summary>bswap(x): [integer]. Reverses the bytes of the integer's width.</summary>
internal sealed class BswapCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        int bits = call.Arguments[0].Type.Size * 8;
        IrValue value = p.Scalar(call.Arguments[0]);
        return bits == 8 ? value : p.Builder.ByteSwap(value, bits);
    }
}
