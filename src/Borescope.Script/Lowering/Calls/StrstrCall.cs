using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering.Calls;

/// <summary>strstr(haystack, needle): [string, string]. Position of the first occurrence, -1 when there is none.</summary>
/// <remarks>
/// Each start position is tried by a callback of bpf_loop, which the verifier walks once: a row of plain loops over strings of a kilobyte would be a million
/// steps for it.
/// </remarks>
internal sealed class StrstrCall : CallLowering
{
    private const int Haystack = 0, Needle = 8, Result = 16, Start = 24, IsThere = 32, ShortFrame = 24, LongFrame = 40;

    // The verifier remembers each branch of each step of a plain loop: long needles are compared by a callback, too.
    private const int ShortNeedle = 32;

    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        (BoundExpression haystack, BoundExpression needle) = (call.Arguments[0], call.Arguments[1]);
        int size = haystack.Type.Size;
        bool isLong = needle.Type.Size > ShortNeedle;
        IrValue frame = p.Temporary(isLong ? LongFrame : ShortFrame, 8, "search");
        IrValue text = p.Memory(haystack);
        IrValue wanted = p.Memory(needle);
        p.Builder.Store(frame, Haystack, text);
        p.Builder.Store(frame, Needle, wanted);
        p.Builder.Store(frame, Result, p.Builder.Int(-1));
        (IrFunction callback, IrBuilder body, IrValue index, IrValue own) = Callback(p, "search");
        if (!isLong)
        {
            Search(body, index, own, size, needle.Type.Size);
        }
        else
        {
            p.Builder.Store(frame, Start, p.Builder.Int(0));
            p.Builder.Store(frame, IsThere, p.Builder.Int(0));
            (IrFunction comparison, IrBuilder step, IrValue position, IrValue outer) = Callback(p, "compare");
            Compare(step, position, outer, size, needle.Type.Size);
            SearchLong(body, index, own, size, needle.Type.Size, comparison);
        }

        p.Builder.CallHelper(BpfHelper.Loop, p.Builder.Int(size), p.Builder.FunctionAddress(callback), frame, p.Builder.Int(0));
        return p.Builder.Load(IrType.I64, frame, Result);
    }

    private static (IrFunction Function, IrBuilder Body, IrValue Index, IrValue Frame) Callback(ProbeLowering p, string name)
    {
        IrFunction callback = p.Subprogram(name);
        IrParameter index = callback.AddParameter(IrType.I64, "index");
        IrParameter own = callback.AddParameter(IrType.Pointer, "frame");
        var body = new IrBuilder(callback) { Location = p.Builder.Location };
        return (callback, body, body.Binary(IrBinaryOp.And, index, body.Int(0xffffffff)), own);
    }

    // Compares at one place of the haystack, by another callback when the first bytes are the same.
    private static void SearchLong(IrBuilder b, IrValue start, IrValue frame, int size, int needleSize, IrFunction comparison)
    {
        IrBlock inside = b.NewBlock("inside"), begun = b.NewBlock("begun"), compare = b.NewBlock("compare"), found = b.NewBlock("found");
        IrBlock next = b.NewBlock("next"), miss = b.NewBlock("miss");
        b.BranchIf(b.Compare(IrCondition.Ult, start, b.Int(size)), inside, miss);
        b.Block = inside;
        IrValue textByte = b.Load(IrType.I8, b.Binary(IrBinaryOp.Add, b.Load(IrType.Pointer, frame, Haystack), start));
        IrValue wantedByte = b.Load(IrType.I8, b.Load(IrType.Pointer, frame, Needle));
        b.BranchIf(b.Compare(IrCondition.Eq, wantedByte, b.Const(IrType.I8, 0)), found, begun);
        b.Block = begun;
        b.BranchIf(b.Compare(IrCondition.Eq, wantedByte, textByte), compare, next);
        b.Block = compare;
        b.Store(frame, Start, start);
        b.Store(frame, IsThere, b.Int(1));
        b.CallHelper(BpfHelper.Loop, b.Int(needleSize), b.FunctionAddress(comparison), frame, b.Int(0));
        b.BranchIf(b.Compare(IrCondition.Ne, b.Load(IrType.I64, frame, IsThere), b.Int(0)), found, miss);
        Conclude(b, start, frame, textByte, found, next, miss);
    }

    // One byte of the needle. The haystack's NUL differs from all in front of the needle's, so nothing behind it is compared.
    private static void Compare(IrBuilder b, IrValue index, IrValue frame, int size, int needleSize)
    {
        IrBlock inNeedle = b.NewBlock("needle"), goesOn = b.NewBlock("goes_on"), inside = b.NewBlock("inside"), same = b.NewBlock("same");
        IrBlock differs = b.NewBlock("differs"), stop = b.NewBlock("stop");
        b.BranchIf(b.Compare(IrCondition.Ult, index, b.Int(needleSize)), inNeedle, stop);
        b.Block = inNeedle;
        IrValue wantedByte = b.Load(IrType.I8, b.Binary(IrBinaryOp.Add, b.Load(IrType.Pointer, frame, Needle), index));
        b.BranchIf(b.Compare(IrCondition.Eq, wantedByte, b.Const(IrType.I8, 0)), stop, goesOn);
        b.Block = goesOn;
        IrValue at = b.Binary(IrBinaryOp.Add, b.Load(IrType.I64, frame, Start), index);
        b.BranchIf(b.Compare(IrCondition.Ult, at, b.Int(size)), inside, differs);
        b.Block = inside;
        IrValue textByte = b.Load(IrType.I8, b.Binary(IrBinaryOp.Add, b.Load(IrType.Pointer, frame, Haystack), at));
        b.BranchIf(b.Compare(IrCondition.Eq, textByte, wantedByte), same, differs);
        b.Block = same;
        b.Return(b.Int(0));
        b.Block = differs;
        b.Store(frame, IsThere, b.Int(0));
        b.Branch(stop);
        b.Block = stop;
        b.Return(b.Int(1));
    }

    private static void Search(IrBuilder b, IrValue start, IrValue frame, int size, int needleSize)
    {
        IrBlock inside = b.NewBlock("inside"), compare = b.NewBlock("compare"), step = b.NewBlock("step"), found = b.NewBlock("found");
        IrBlock next = b.NewBlock("next"), character = b.NewBlock("character"), same = b.NewBlock("same"), miss = b.NewBlock("miss");
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
        Conclude(b, start, frame, textByte, found, next, miss);
    }

    // A place that is found ends the search, and so does the end of the haystack; a miss goes on.
    private static void Conclude(IrBuilder b, IrValue start, IrValue frame, IrValue textByte, IrBlock found, IrBlock next, IrBlock miss)
    {
        IrBlock stop = b.NewBlock("stop");
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
