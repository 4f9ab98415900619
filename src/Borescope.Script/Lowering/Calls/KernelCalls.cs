using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering.Calls;

/// <summary>signal_thread(n): [number].</summary>
internal sealed class SignalThreadCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        IrValue result = p.Builder.CallHelper(BpfHelper.SendSignalThread, p.Builder.Trunc(p.Scalar(call.Arguments[0]), IrType.I32));
        p.ReportFailure(BpfHelper.SendSignalThread, p.Number(result), call.Span);
    }
}

/// <summary>override(value): [value].</summary>
internal sealed class OverrideCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call) =>
        p.Builder.CallHelper(BpfHelper.OverrideReturn, p.Context(call.Span), p.Scalar(call.Arguments[0]));
}

/// <summary>write_user(destination, source, n): [address, value or pointer, constant].</summary>
internal sealed class WriteUserCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        BoundExpression source = call.Arguments[1];
        int length = (int)((BoundConstant)call.Arguments[2]).Value;
        IrValue bytes;
        if (source.Type is PointerType)
        {
            bytes = p.Temporary(length, 8, "bytes");
            p.ProbeRead(bytes, 0, length, new Place(p.Scalar(source), 0, p.SpaceOf(source.Type)), call.Span);
        }
        else
        {
            bytes = p.Memory(source);
        }

        IrValue result = p.Builder.CallHelper(BpfHelper.ProbeWriteUser, p.Scalar(call.Arguments[0]), bytes, p.Builder.Int(length));
        p.ReportFailure(BpfHelper.ProbeWriteUser, p.Number(result), call.Span);
    }
}

/// <summary>path(p): [address of a struct path]. The verifier wants the pointer it knows the type of, so nothing may read it through memory.</summary>
internal sealed class PathCall : CallLowering
{
    public override void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset)
    {
        if (p.PadsStrings)
            p.Zero(destination, offset, call.Type.Size);
        IrBlock absent = p.Builder.NewBlock("no_path"), end = p.Builder.NewBlock("path");
        IrValue source = p.Provider == ProbeProvider.Iter ? Typed(p, call.Arguments[0], absent) : p.Scalar(call.Arguments[0]);
        IrValue result = p.Builder.CallHelper(BpfHelper.DPath, source, p.Builder.Offset(destination, offset), p.Builder.Int(call.Type.Size));
        p.ReportFailure(BpfHelper.DPath, p.Number(result), call.Span);
        p.Builder.BranchIf(p.Builder.Compare(IrCondition.Slt, p.Number(result), p.Builder.Int(0)), absent, end);
        p.Builder.Block = absent;
        p.Builder.Store(destination, offset, p.Builder.Const(IrType.I8, 0));
        p.Builder.Branch(end);
        p.Builder.Block = end;
    }

    // The verifier knows what an iterator's pointers point to as long as they are loaded one from the other: through a helper they become numbers.
    private static IrValue Typed(ProbeLowering p, BoundExpression pointer, IrBlock absent)
    {
        switch (pointer)
        {
            case BoundBuiltin { Name: "ctx" }:
                return p.Context(pointer.Span);
            case BoundAddressOf { Place: BoundField or BoundDereference } a:
                (IrValue start, long distance) = Walk(p, a.Place, absent);
                return p.Builder.Binary(IrBinaryOp.Add, start, p.Builder.Int(distance));
            case BoundField f:
                (IrValue holder, long at) = Walk(p, f, absent);
                IrValue loaded = p.Builder.Load(IrType.I64, p.Builder.Cast(holder, IrType.Pointer), checked((int)at));
                IrBlock present = p.Builder.NewBlock("present");
                p.Builder.BranchIf(p.Builder.Compare(IrCondition.Ne, loaded, p.Builder.Int(0)), present, absent);
                p.Builder.Block = present;
                return loaded;
            default:
                return p.Scalar(pointer);
        }
    }

    private static (IrValue Base, long Offset) Walk(ProbeLowering p, BoundExpression place, IrBlock absent)
    {
        long offset = 0;
        while (place is BoundField f)
        {
            offset += f.Field.Offset;
            place = f.Base;
        }

        return (place is BoundDereference d ? Typed(p, d.Pointer, absent) : p.AddressOf(p.PlaceOf(place), place.Span), offset);
    }
}

/// <summary>socket_cookie(sk): [pointer].</summary>
internal sealed class SocketCookieCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call) => p.Number(p.Builder.CallHelper(BpfHelper.GetSocketCookie, p.Scalar(call.Arguments[0])));
}

/// <summary>debugf(format, …): [format, up to three values], by bpf_trace_printk.</summary>
internal sealed class DebugCall : CallLowering
{
    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        var format = (BoundString)call.Arguments[0];
        PrintfFormat parsed = PrintfFormat.Parse(format.Value);
        var arguments = new IrValue[2 + call.Arguments.Count - 1];
        for (int i = 1; i < call.Arguments.Count; i++)
        {
            BoundExpression value = call.Arguments[i];
            if (!value.Type.IsScalar && value.Type is not StringType)
                throw new LoweringException(value.Span, $"debugf() takes numbers and strings, not values of type '{value.Type.Name}'");
            if (value.Type is StringType == parsed.Conversions[i - 1].WantsInteger)
                throw new LoweringException(value.Span, "debugf() prints numbers by %d and %x, strings by %s");
            arguments[1 + i] = value.Type.IsScalar ? p.Scalar(value) : p.Builder.Cast(p.Memory(value), IrType.I64);
        }

        arguments[0] = p.Memory(format);
        arguments[1] = p.Builder.Const(IrType.I32, format.Type.Size);
        p.Builder.CallHelper(BpfHelper.TracePrintk, arguments);
    }
}

/// <summary>find(@m, k, $v): [map, key, variable].</summary>
internal sealed class FindCall : CallLowering
{
    public override bool HasEffect => true;

    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        MapStorage storage = p.Module.Storage(((BoundMapReference)call.Arguments[0]).Map);
        var variable = (BoundVariable)call.Arguments[2];
        ScriptType type = storage.Map.ValueType!;
        IrValue found = p.Lookup(storage, p.Key(storage, call.Arguments[1]));
        IrValue result = p.Temporary(8, 8, "found");
        p.Builder.Store(result, 0, p.Builder.Int(0));
        p.If(p.Builder.Compare(IrCondition.Ne, found, p.Builder.Int(0)), () =>
        {
            p.Builder.Store(result, 0, p.Builder.Int(1));
            p.StoreVariable(variable.Variable, found, type);
        });
        return p.Builder.Load(IrType.I64, result);
    }
}
