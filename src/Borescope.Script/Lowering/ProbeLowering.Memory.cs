using System;
using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    /// <summary>Above this many bytes, copying and clearing is one helper call instead of a row of instructions.</summary>
    private const int LongCopy = 96;

    /// <summary>The address of BPF memory that holds the value of an expression that is not scalar (or of a scalar, spilled).</summary>
    public IrValue Memory(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundVariable v when !v.Type.IsScalar:
                (IrValue address, int offset) = _scope.Place(v.Variable);
                return Builder.Offset(address, offset);
            case BoundTupleElement t when !t.Type.IsScalar:
                return Builder.Offset(Memory(t.Tuple), ((TupleType)t.Tuple.Type).Offsets[t.Index]);
            default:
                IrValue slot = Temporary(expression.Type.Size, 8, "value");
                Into(expression, slot, 0);
                return slot;
        }
    }

    /// <summary>Writes the value of an expression to memory: <see cref="ScriptType.Size"/> bytes, all of them defined.</summary>
    public void Into(BoundExpression expression, IrValue destination, int offset)
    {
        ScriptType type = expression.Type;
        switch (expression)
        {
            case { Type.IsScalar: true }:
                StoreScalar(destination, offset, type, Scalar(expression));
                break;
            case BoundString s:
                StoreLiteral(s.Value, destination, offset, type.Size);
                break;
            case BoundBytes b:
                StoreBytes([.. b.Value], destination, offset);
                break;
            case BoundVariable or BoundTupleElement:
                Copy(destination, offset, Memory(expression), 0, type.Size);
                break;
            case BoundMapRead m:
                ReadMapInto(m, destination, offset);
                break;
            case BoundTuple t:
                TupleInto(t, destination, offset);
                break;
            case BoundConditional c:
                Branch(c.Condition, () => Into(c.WhenTrue, destination, offset), () => Into(c.WhenFalse, destination, offset));
                break;
            case BoundBlockExpression b:
                foreach (BoundStatement s in b.Statements)
                    Statement(s);
                if (!Builder.IsTerminated)
                    Into(b.Value, destination, offset);
                break;
            case BoundSubprogramCall call:
                RunSubprogram(call);
                Into(new BoundVariable(call.Span, call.Result!), destination, offset);
                break;
            case BoundConversion c:
                ConvertInto(c, destination, offset);
                break;
            case BoundDereference or BoundField or BoundIndex:
                PlaceInto(PlaceOf(expression), expression, destination, offset);
                break;
            case BoundBuiltin b:
                At(b.Span);
                BuiltinLowerings.Into(this, b, destination, offset);
                break;
            case BoundCall c:
                At(c.Span);
                CallLowerings.Find(c).Into(this, c, destination, offset);
                break;
            default:
                throw new LoweringException(expression.Span, $"not supported yet: {expression.GetType().Name[5..]} of type {type.Name}");
        }
    }

    /// <summary>Copies between BPF objects.</summary>
    public void Copy(IrValue destination, int destinationOffset, IrValue source, int sourceOffset, int size)
    {
        if (size <= LongCopy)
            Builder.MemCopy(destination, destinationOffset, source, sourceOffset, size);
        else
            Builder.CallHelper(BpfHelper.ProbeReadKernel, Builder.Offset(destination, destinationOffset), Builder.Int(size), Builder.Offset(source, sourceOffset));
    }

    /// <summary>Clears BPF memory.</summary>
    public void Zero(IrValue destination, int offset, int size)
    {
        if (size <= LongCopy)
            Builder.MemSet(destination, offset, 0, size);
        else // Reading from address 0 fails, and a failed read clears the destination.
            Builder.CallHelper(BpfHelper.ProbeReadKernel, Builder.Offset(destination, offset), Builder.Int(size), Builder.Int(0));
    }

    /// <summary>Writes a string literal, cut to <paramref name="size"/> - 1 bytes, and zeros behind it.</summary>
    public void StoreLiteral(string text, IrValue destination, int offset, int size)
    {
        byte[] bytes = ScriptText.Bytes(text);
        int length = Math.Min(bytes.Length, Math.Max(0, size - 1));
        int clearedFrom = (length + 8) & ~7;
        if (size - clearedFrom > LongCopy)
            Zero(destination, offset + clearedFrom, size - clearedFrom);
        else
            clearedFrom = size;
        var padded = new byte[Math.Min(clearedFrom, size)];
        bytes.AsSpan(0, length).CopyTo(padded);
        StoreBytes(padded, destination, offset);
    }

    private void StoreBytes(ReadOnlySpan<byte> bytes, IrValue destination, int offset)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            int left = bytes.Length - at;
            // Four bytes are one instruction; eight need a 64-bit constant unless it fits a sign-extended 32-bit immediate.
            if (left >= 8 && BitConverter.ToInt64(bytes[at..]) is var eight && eight == (int)eight)
            {
                Builder.Store(destination, offset + at, Builder.Int(eight));
                at += 8;
            }
            else if (left >= 4)
            {
                Builder.Store(destination, offset + at, Builder.Const(IrType.I32, BitConverter.ToInt32(bytes[at..])));
                at += 4;
            }
            else if (left >= 2)
            {
                Builder.Store(destination, offset + at, Builder.Const(IrType.I16, BitConverter.ToInt16(bytes[at..])));
                at += 2;
            }
            else
            {
                Builder.Store(destination, offset + at, Builder.Const(IrType.I8, bytes[at]));
                at++;
            }
        }
    }

    private void TupleInto(BoundTuple tuple, IrValue destination, int offset)
    {
        TupleType type = tuple.TupleType;
        int end = 0;
        for (int i = 0; i < tuple.Elements.Count; i++)
        {
            Zero(destination, offset + end, type.Offsets[i] - end);
            Into(tuple.Elements[i], destination, offset + type.Offsets[i]);
            end = type.Offsets[i] + type.Elements[i].Size;
        }

        Zero(destination, offset + end, type.Size - end);
    }

    private void ConvertInto(BoundConversion c, IrValue destination, int offset)
    {
        ScriptType from = c.Operand.Type;
        int size = c.Type.Size;
        if (from.IsScalar)
        {
            // Integer seen as an array of bytes.
            int stored = Math.Min(size, from.Size);
            StoreScalar(destination, offset, new IntegerType(stored is 1 or 2 or 4 or 8 ? stored : 8, false), Scalar(c.Operand));
            Zero(destination, offset + stored, size - stored);
        }
        else if (c.Operand is BoundString literal && c.Type is StringType)
        {
            StoreLiteral(literal.Value, destination, offset, size);
        }
        else if (from is TupleType fromTuple && c.Type is TupleType toTuple)
        {
            ConvertTuple(fromTuple, toTuple, Memory(c.Operand), destination, offset, c.Span);
        }
        else if (from.Size <= size)
        {
            Into(c.Operand, destination, offset);
            Zero(destination, offset + from.Size, size - from.Size);
        }
        else
        {
            Copy(destination, offset, Memory(c.Operand), 0, size);
            if (c.Type is StringType)
                Builder.Store(destination, offset + size - 1, Builder.Const(IrType.I8, 0));
        }
    }

    /// <summary>Element-wise conversion: integers widen, strings grow.</summary>
    private void ConvertTuple(TupleType from, TupleType to, IrValue source, IrValue destination, int offset, TextSpan span)
    {
        int end = 0;
        for (int i = 0; i < to.Elements.Count; i++)
        {
            int at = to.Offsets[i];
            Zero(destination, offset + end, at - end);
            ScriptType target = to.Elements[i];
            ScriptType element = from.Elements[i];
            if (target.IsScalar)
            {
                StoreScalar(destination, offset + at, target, LoadScalar(source, from.Offsets[i], element));
            }
            else if (target is TupleType inner && element is TupleType innerFrom)
            {
                ConvertTuple(innerFrom, inner, Builder.Offset(source, from.Offsets[i]), destination, offset + at, span);
            }
            else
            {
                int common = Math.Min(target.Size, element.Size);
                Copy(destination, offset + at, source, from.Offsets[i], common);
                Zero(destination, offset + at + common, target.Size - common);
            }

            end = at + target.Size;
        }

        Zero(destination, offset + end, to.Size - end);
    }

    private void PlaceInto(Place place, BoundExpression expression, IrValue destination, int offset)
    {
        int size = expression.Type.Size;
        bool isDataLoc = expression is BoundField { Field.IsDataLoc: true };
        if (isDataLoc && expression.Type is StringType)
            ProbeReadString(destination, offset, Builder.Int(size), place, expression.Span);
        else if (place.Space == PlaceSpace.Bpf)
            Copy(destination, offset, Builder.Offset(place.Base, place.Offset), 0, size);
        else
            ProbeRead(destination, offset, size, place, expression.Span);
    }

    /// <summary>Compares two objects that are not scalar: strings up to the NUL, everything else by its bytes.</summary>
    private void CompareMemory(BoundExpression left, BoundExpression right, IrBlock equal, IrBlock different, TextSpan span)
    {
        if (left is BoundString && right is not BoundString)
            (left, right) = (right, left);
        if (left.Type is StringType && right is BoundString literal)
        {
            CompareLiteral(Memory(left), left.Type.Size, literal.Value, equal, different);
            return;
        }

        IrValue a = Memory(left);
        IrValue b = Memory(right);
        if (left.Type is StringType)
            CompareStrings(a, left.Type.Size, b, right.Type.Size, Math.Max(left.Type.Size, right.Type.Size), equal, different);
        else if (left.Type.Size != right.Type.Size)
            throw new LoweringException(span, $"cannot compare {left.Type.Name} with {right.Type.Name}: they differ in size");
        else
            CompareBytes(a, b, left.Type.Size, equal, different);
    }

    private void CompareBytes(IrValue a, IrValue b, int size, IrBlock equal, IrBlock different)
    {
        int at = 0;
        while (at < size)
        {
            int step = size - at >= 8 ? 8 : size - at >= 4 ? 4 : size - at >= 2 ? 2 : 1;
            IrType type = step switch { 8 => IrType.I64, 4 => IrType.I32, 2 => IrType.I16, _ => IrType.I8 };
            IrBlock next = Builder.NewBlock("same");
            Builder.BranchIf(Builder.Compare(IrCondition.Eq, Builder.Load(type, a, at), Builder.Load(type, b, at)), next, different);
            Builder.Block = next;
            at += step;
        }

        Builder.Branch(equal);
    }
}
