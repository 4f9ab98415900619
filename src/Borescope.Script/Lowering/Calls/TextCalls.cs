using System;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering.Calls;

/// <summary>str(p), str(p, n): [address or place, length?]. Reads up to the NUL or to the type's length.</summary>
internal sealed class StrCall : CallLowering
{
    /// <summary>From this length on strings are cut without a sign.</summary>
    private const int FullLength = 1024;

    public override void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset)
    {
        int size = call.Type.Size;
        BoundExpression source = call.Arguments[0];
        Place place = source.Type.IsScalar
            ? new Place(p.Scalar(source), 0, p.SpaceOf(source.Type))
            : p.PlaceOf(source);
        // A given length counts the NUL; the type has room for one more.
        IrValue length = p.Builder.Int(call.Arguments.Count > 1 && call.Arguments[1] is BoundConstant { Value: >= 0 } given ? Math.Min(size, given.Value) : size);
        if (call.Arguments.Count > 1 && call.Arguments[1] is not BoundConstant)
        {
            // A length known only at run time: bounded by the type, 0 reads nothing.
            IrValue slot = p.Temporary(8, 8, "length");
            IrValue wanted = p.Scalar(call.Arguments[1]);
            p.Builder.Store(slot, 0, wanted);
            p.If(p.Builder.Compare(IrCondition.Ugt, wanted, p.Builder.Int(size)), () => p.Builder.Store(slot, 0, p.Builder.Int(size)));
            length = p.Builder.Load(IrType.I64, slot);
            if (p.PadsStrings)
                p.Zero(destination, offset, size);
            else
                p.Builder.Store(destination, offset, p.Builder.Const(IrType.I8, 0));
            p.If(p.Builder.Compare(IrCondition.Ne, length, p.Builder.Int(0)), () => p.ProbeReadString(destination, offset, p.Builder.Load(IrType.I64, slot), place, call.Span));
            return;
        }

        if (place.Space == PlaceSpace.Bpf)
        {
            p.Copy(destination, offset, p.Builder.Offset(place.Base, place.Offset), 0, Math.Min(size, source.Type.Size));
            p.Zero(destination, offset + Math.Min(size, source.Type.Size), size - Math.Min(size, source.Type.Size));
            return;
        }

        // Keys are compared as bytes: nothing undefined may stand behind the NUL.
        if (p.PadsStrings || length is IrConstant { Value: 0 })
            p.Zero(destination, offset, size);
        if (length is IrConstant { Value: 0 })
            return;
        p.ProbeReadString(destination, offset, length, place, call.Span);
        if (call.Arguments.Count == 1 && size is > 1 and < FullLength)
        {
            // A string that fills all bytes shows its last character instead of the NUL, which tells the output that it was cut.
            p.If(
                p.Builder.Compare(IrCondition.Eq, p.StringLength(p.Builder.Offset(destination, offset), size), p.Builder.Int(size - 1)),
                () => p.ProbeRead(destination, offset + size - 1, 1, place.At(size - 1), call.Span));
        }
    }
}

/// <summary>buf(p, n): [address or place, length]. Layout of <see cref="BufferType"/>.</summary>
internal sealed class BufCall : CallLowering
{
    public override void Into(ProbeLowering p, BoundCall call, IrValue destination, int offset)
    {
        int capacity = ((BufferType)call.Type).Capacity;
        BoundExpression source = call.Arguments[0];
        Place place = source.Type.IsScalar ? new Place(p.Scalar(source), 0, p.SpaceOf(source.Type)) : p.PlaceOf(source);
        if (p.PadsStrings)
            p.Zero(destination, offset, call.Type.Size);
        if (call.Arguments.Count < 2 || call.Arguments[1] is BoundConstant)
        {
            int count = call.Arguments.Count < 2 ? capacity : (int)Math.Clamp(((BoundConstant)call.Arguments[1]).Value, 0, capacity);
            p.Builder.Store(destination, offset, p.Builder.Const(IrType.I32, count));
            if (count == 0)
                return;
            if (place.Space == PlaceSpace.Bpf)
            {
                int known = Math.Min(count, source.Type.Size);
                p.Copy(destination, offset + 4, p.Builder.Offset(place.Base, place.Offset), 0, known);
                p.Zero(destination, offset + 4 + known, count - known);
            }
            else
                p.ProbeRead(destination, offset + 4, count, place, call.Span);
            return;
        }

        IrValue slot = p.Temporary(8, 8, "length");
        IrValue wanted = p.Scalar(call.Arguments[1]);
        p.Builder.Store(slot, 0, wanted);
        p.If(p.Builder.Compare(IrCondition.Ugt, wanted, p.Builder.Int(capacity)), () => p.Builder.Store(slot, 0, p.Builder.Int(capacity)));
        IrValue length = p.Builder.Load(IrType.I64, slot);
        p.Builder.Store(destination, offset, p.Builder.Trunc(length, IrType.I32));
        p.If(
            p.Builder.Compare(IrCondition.Ne, length, p.Builder.Int(0)),
            () => p.ProbeReadBytes(destination, offset + 4, p.Builder.Load(IrType.I64, slot), place, call.Span));
    }
}

/// <summary>strncmp(a, b, n): [string, string, constant]. 0 when the first n bytes are equal, else 1.</summary>
internal sealed class StrncmpCall : CallLowering
{
    public override IrValue Scalar(ProbeLowering p, BoundCall call)
    {
        IrValue result = p.Temporary(8, 8, "differ");
        IrBlock equal = p.Builder.NewBlock("equal");
        IrBlock different = p.Builder.NewBlock("different");
        IrBlock end = p.Builder.NewBlock("compared");
        int limit = (int)Math.Clamp(((BoundConstant)call.Arguments[2]).Value, 0, int.MaxValue);
        (BoundExpression left, BoundExpression right) = (call.Arguments[0], call.Arguments[1]);
        if (left is BoundString && right is not BoundString)
            (left, right) = (right, left);
        if (right is BoundString literal)
            p.CompareLiteral(p.Memory(left), left.Type.Size, literal.Value, equal, different, limit);
        else
            p.CompareStrings(p.Memory(left), left.Type.Size, p.Memory(right), right.Type.Size, limit, equal, different);
        p.Builder.Block = equal;
        p.Builder.Store(result, 0, p.Builder.Int(0));
        p.Builder.Branch(end);
        p.Builder.Block = different;
        p.Builder.Store(result, 0, p.Builder.Int(1));
        p.Builder.Branch(end);
        p.Builder.Block = end;
        return p.Builder.Load(IrType.I64, result);
    }
}

/// <summary>join(argv, separator): [address of a NULL-terminated array of strings, separator].</summary>
internal sealed class JoinCall : CallLowering
{
    private const int MaxArguments = 16;
    private const int ArgumentSize = 64;

    public override bool HasEffect => true;

    public override void Effect(ProbeLowering p, BoundCall call)
    {
        const int First = 16;
        IrValue argv = p.Scalar(call.Arguments[0]);
        PlaceSpace space = p.SpaceOf(call.Arguments[0].Type);
        string separator = call.Arguments.Count > 1 ? ((BoundString)call.Arguments[1]).Value : " ";
        var action = new JoinAction(separator, MaxArguments, ArgumentSize) { Span = call.Span, RecordSize = First + (MaxArguments * ArgumentSize) };
        p.Send(action, record =>
        {
            IrBlock end = p.Builder.NewBlock("joined");
            p.Builder.Store(record, 8, p.Builder.Int(0));
            IrValue pointer = p.Temporary(8, 8, "argument");
            for (int i = 0; i < MaxArguments; i++)
            {
                p.ProbeRead(pointer, 0, 8, new Place(argv, 8 * i, space), call.Span);
                IrValue address = p.Builder.Load(IrType.I64, pointer);
                IrBlock next = p.Builder.NewBlock("argument");
                p.Builder.BranchIf(p.Builder.Compare(IrCondition.Eq, address, p.Builder.Int(0)), end, next);
                p.Builder.Block = next;
                p.ProbeReadString(record, First + (i * ArgumentSize), p.Builder.Int(ArgumentSize), new Place(address, 0, space), call.Span);
                p.Builder.Store(record, 8, p.Builder.Int(i + 1));
            }

            p.Builder.Branch(end);
            p.Builder.Block = end;
        });
    }
}
