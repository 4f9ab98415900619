using Borescope.Compiler.Ir;
using Borescope.Script.Binding;

namespace Borescope.Script.Lowering.Calls;

/// <summary>globmatch(text, pattern): [string, literal]. One look into a table per byte of the text, whatever the pattern.</summary>
internal sealed class GlobmatchCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        TextPattern pattern = TextPattern.Parse(((BoundString)call.Arguments[1]).Value)!;
        int size = call.Arguments[0].Type.Size;
        IrBuilder b = p.Builder;
        IrValue text = p.Memory(call.Arguments[0]);
        IrValue table = p.Constants(pattern.Accepts);
        IrValue index = p.Temporary(8, 8, "position"), state = p.Temporary(8, 8, "state");
        b.Store(index, 0, b.Int(0));
        b.Store(state, 0, b.Int(1));
        IrBlock end = b.NewBlock("matched");
        p.EachPosition(index, size, 1, i =>
        {
            IrValue character = b.Load(IrType.I8, b.Binary(IrBinaryOp.Add, text, i));
            IrBlock step = b.NewBlock("step");
            b.BranchIf(b.Compare(IrCondition.Eq, character, b.Const(IrType.I8, 0)), end, step);
            b.Block = step;
            IrValue accepts = b.Load(IrType.I64, b.Binary(IrBinaryOp.Add, table, b.Binary(IrBinaryOp.Shl, b.ZExt(character, IrType.I64), b.Int(3))));
            IrValue before = b.Load(IrType.I64, state);
            IrValue moved = b.Binary(IrBinaryOp.Shl, b.Binary(IrBinaryOp.And, before, accepts), b.Int(1));
            b.Store(state, 0, b.Binary(IrBinaryOp.Or, moved, b.Binary(IrBinaryOp.And, before, b.Int(pattern.Stars))));
        });
        b.Branch(end);
        b.Block = end;
        return b.Binary(IrBinaryOp.And, b.Binary(IrBinaryOp.LShr, b.Load(IrType.I64, state), b.Int(pattern.Length)), b.Int(1));
    }
}
