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

/// <summary>strstr(haystack, needle): [string, string]. Position of the first occurrence, -1 when there is none.</summary>
/// <remarks>
/// Each start position is tried by a callback of bpf_loop, which the verifier walks once: a row of plain loops over strings of a kilobyte would be a million
/// steps for it.
/// </remarks>
internal sealed class StrstrCall : CallLowering
{
    private const int Haystack = 0, Needle = 8, Result = 16;

    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        (BoundExpression haystack, BoundExpression needle) = (call.Arguments[0], call.Arguments[1]);
        int size = haystack.Type.Size;
        IrValue frame = p.Temporary(24, 8, "search");
        IrValue text = p.Memory(haystack);
        IrValue wanted = p.Memory(needle);
        p.Builder.Store(frame, Haystack, text);
        p.Builder.Store(frame, Needle, wanted);
        p.Builder.Store(frame, Result, p.Builder.Int(-1));
        IrFunction callback = p.Subprogram("search");
        IrParameter index = callback.AddParameter(IrType.I64, "index");
        IrParameter own = callback.AddParameter(IrType.Pointer, "frame");
        Search(new IrBuilder(callback) { Location = p.Builder.Location }, index, own, size, needle.Type.Size);
        p.Builder.CallHelper(BpfHelper.Loop, p.Builder.Int(size), p.Builder.FunctionAddress(callback), frame, p.Builder.Int(0));
        return p.Builder.Load(IrType.I64, frame, Result);
    }

    private static void Search(IrBuilder b, IrValue index, IrValue frame, int size, int needleSize)
    {
        IrBlock inside = b.NewBlock("inside"), compare = b.NewBlock("compare"), step = b.NewBlock("step"), found = b.NewBlock("found");
        IrBlock next = b.NewBlock("next"), character = b.NewBlock("character"), same = b.NewBlock("same"), miss = b.NewBlock("miss"), stop = b.NewBlock("stop");
        IrValue start = b.Binary(IrBinaryOp.And, index, b.Int(0xffffffff));
        IrValue text = b.Load(IrType.Pointer, frame, Haystack);
        IrValue wanted = b.Load(IrType.Pointer, frame, Needle);
        IrValue position = b.StackSlot(8, 8, "position");
        b.Store(position, 0, b.Int(0));
        b.Branch(compare);

        // Up to the needle's NUL all bytes must be the haystack's.
        b.Block = compare;
        IrValue i = b.Load(IrType.I64, position);
        b.BranchIf(b.Compare(IrCondition.Ult, i, b.Int(needleSize)), step, found);
        b.Block = step;
        IrValue wantedByte = b.Load(IrType.I8, b.Binary(IrBinaryOp.Add, wanted, i));
        b.BranchIf(b.Compare(IrCondition.Eq, wantedByte, b.Const(IrType.I8, 0)), found, character);
        b.Block = character;
        IrValue at = b.Binary(IrBinaryOp.Add, start, i);
        b.BranchIf(b.Compare(IrCondition.Ult, at, b.Int(size)), inside, miss);
        b.Block = inside;
        IrValue textByte = b.Load(IrType.I8, b.Binary(IrBinaryOp.Add, text, at));
        b.BranchIf(b.Compare(IrCondition.Eq, textByte, wantedByte), same, next);
        b.Block = same;
        b.Store(position, 0, b.Binary(IrBinaryOp.Add, i, b.Int(1)));
        b.Branch(compare);

        b.Block = found;
        b.Store(frame, Result, start);
        b.Branch(stop);
        b.Block = next;
        b.BranchIf(b.Compare(IrCondition.Eq, textByte, b.Const(IrType.I8, 0)), stop, miss);
        b.Block = stop;
        b.Return(b.Int(1));
        b.Block = miss;
        b.Return(b.Int(0));
    }
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
        IrBlock head = p.Builder.NewBlock("compare"), body = p.Builder.NewBlock("bytes"), next = p.Builder.NewBlock("next");
        IrBlock differ = p.Builder.NewBlock("differ"), end = p.Builder.NewBlock("compared");
        p.Builder.Branch(head);
        p.Builder.Block = head;
        IrValue i = p.Builder.Load(IrType.I64, index);
        p.Builder.BranchIf(p.Builder.Compare(IrCondition.Ult, i, p.Builder.Int(length)), body, end);
        p.Builder.Block = body;
        IrValue a = p.Builder.ZExt(p.Builder.Load(IrType.I8, p.Builder.Binary(IrBinaryOp.Add, left, i)), IrType.I64);
        IrValue b = p.Builder.ZExt(p.Builder.Load(IrType.I8, p.Builder.Binary(IrBinaryOp.Add, right, i)), IrType.I64);
        p.Builder.BranchIf(p.Builder.Compare(IrCondition.Eq, a, b), next, differ);
        p.Builder.Block = next;
        p.Builder.Store(index, 0, p.Builder.Binary(IrBinaryOp.Add, i, p.Builder.Int(1)));
        p.Builder.Branch(head);
        p.Builder.Block = differ;
        p.Builder.Store(result, 0, p.Builder.Binary(IrBinaryOp.Sub, a, b));
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
