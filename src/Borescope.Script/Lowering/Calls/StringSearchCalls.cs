using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering.Calls;

/// <summary>strlen(s): [string].</summary>
internal sealed class StrlenCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call) => p.StringLength(p.Memory(call.Arguments[0]), call.Arguments[0].Type.Size);
}

/// <summary>memcmp(a, b, n): [value or pointer, value or pointer, constant].</summary>
internal sealed class MemcmpCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        int length = (int)((BoundConstant)call.Arguments[2]).Value;
        IrValue result = p.Temporary(8, 8, "order");
        p.Builder.Store(result, 0, p.Builder.Int(0));
        if (length == 0)
            return p.Builder.Load(IrType.I64, result);
        IrValue left = Bytes(p, call.Arguments[0], length, call);
        IrValue right = Bytes(p, call.Arguments[1], length, call);
        IrValue index = p.Temporary(8, 8, "position");
        p.Builder.Store(index, 0, p.Builder.Int(0));
        IrBlock end = p.Builder.NewBlock("compared");
        p.EachPosition(index, length, 1, i =>
        {
            IrValue a = p.Builder.ZExt(p.Builder.Load(IrType.I8, p.Builder.Binary(IrBinaryOp.Add, left, i)), IrType.I64);
            IrValue b = p.Builder.ZExt(p.Builder.Load(IrType.I8, p.Builder.Binary(IrBinaryOp.Add, right, i)), IrType.I64);
            IrBlock differ = p.Builder.NewBlock("differ"), next = p.Builder.NewBlock("next");
            p.Builder.BranchIf(p.Builder.Compare(IrCondition.Eq, a, b), next, differ);
            p.Builder.Block = differ;
            p.Builder.Store(result, 0, p.Builder.Binary(IrBinaryOp.Sub, a, b));
            p.Builder.Branch(end);
            p.Builder.Block = next;
        });
        p.Builder.Branch(end);
        p.Builder.Block = end;
        return p.Builder.Load(IrType.I64, result);
    }

    private static IrValue Bytes(ProbeLowering p, BoundExpression value, int length, BoundCall call)
    {
        if (value.Type is not PointerType)
            return p.Memory(value);
        IrValue copy = p.Temporary(length, 8, "bytes");
        p.ProbeRead(copy, 0, length, new Place(p.Scalar(value), 0, p.SpaceOf(value.Type)), call.Span);
        return copy;
    }
}

/// <summary>str_concat(a, b): [string, string].</summary>
internal sealed class ConcatCall : CallLowering
{
    public override void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset)
    {
        (BoundExpression left, BoundExpression right) = (call.Arguments[0], call.Arguments[1]);
        IrValue second = p.Memory(right);
        p.Into(left, destination, offset);
        p.Zero(destination, offset + left.Type.Size, call.Type.Size - left.Type.Size);
        IrValue target = p.Builder.Offset(destination, offset);
        IrValue length = p.StringLength(target, left.Type.Size);
        p.If(p.Builder.Compare(IrCondition.Ult, length, p.Builder.Int(left.Type.Size)), () =>
            p.Builder.CallHelper(
                BpfHelper.ProbeReadKernel, p.Builder.Binary(IrBinaryOp.Add, target, length), p.Builder.Int(right.Type.Size), second));
    }
}
