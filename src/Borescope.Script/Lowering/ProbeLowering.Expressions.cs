using Borescope.Compiler.Ir;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Lowering;

internal sealed partial class ProbeLowering
{
    /// <summary>The value of a scalar expression as I64: sign- or zero-extended by its type.</summary>
    public IrValue Scalar(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundConstant c:
                return Builder.Int(c.Value);
            case BoundVariable v:
                (IrValue address, int offset) = _scope.Place(v.Variable);
                return LoadScalar(address, offset, v.Type);
            case BoundMapRead m:
                return ReadMapScalar(m);
            case BoundUnary { Operator: not UnaryOperator.Not } u:
                IrValue operand = Scalar(u.Operand);
                return u.Operator == UnaryOperator.Negate
                    ? Builder.Binary(IrBinaryOp.Sub, Builder.Int(0), operand)
                    : Builder.Binary(IrBinaryOp.Xor, operand, Builder.Int(-1));
            case BoundBinary b when b.Type is not BoolType:
                return Arithmetic(b.Operator, Scalar(b.Left), Scalar(b.Right), b.Right, b.Span);
            case BoundBinary b when IsPlainComparison(b):
                return Builder.ZExt(Comparison(b), IrType.I64);
            case BoundUnary or BoundBinary:
                return ConditionValue(expression);
            case BoundConditional c:
                IrValue slot = Temporary(8, 8, "conditional");
                Branch(c.Condition, () => Builder.Store(slot, 0, Scalar(c.WhenTrue)), () => Builder.Store(slot, 0, Scalar(c.WhenFalse)));
                return Builder.Load(IrType.I64, slot);
            case BoundVariableIncrement i:
                return Increment(i);
            case BoundMapIncrement i:
                return IncrementMap(i);
            case BoundConversion c:
                return Convert(c);
            case BoundDereference or BoundField or BoundIndex:
                return ReadPlace(PlaceOf(expression), expression);
            case BoundAddressOf { Place: BoundVariable taken }:
                (IrValue home, int within) = _scope.Place(taken.Variable);
                return Builder.Cast(Builder.Offset(home, within), IrType.I64);
            case BoundAddressOf { Place: BoundMapRead { Key: null } map }:
                return Builder.Cast(ScalarAddress(Module.Storage(map.Map)), IrType.I64);
            case BoundAddressOf a:
                return AddressOf(PlaceOf(a.Place), a.Span);
            case BoundTupleElement t:
                var tuple = (TupleType)t.Tuple.Type;
                return LoadScalar(Memory(t.Tuple), tuple.Offsets[t.Index], t.Type);
            case BoundBlockExpression b:
                foreach (BoundStatement s in b.Statements)
                    Statement(s);
                return Builder.IsTerminated ? Builder.Int(0) : Scalar(b.Value);
            case BoundSubprogramCall call:
                RunSubprogram(call);
                return Scalar(new BoundVariable(call.Span, call.Result!));
            case BoundImportedCall call:
                return CallImported(call);
            case BoundBuiltin b:
                At(b.Span);
                return BuiltinLowerings.Scalar(this, b);
            case BoundCall c:
                At(c.Span);
                return CallLowerings.Find(c).Scalar(this, c);
            default:
                throw new LoweringException(expression.Span, $"not supported yet: {expression.GetType().Name[5..]} as a number");
        }
    }

    /// <summary>Goes to one of two blocks by a bool expression, with short circuits.</summary>
    public void Condition(BoundExpression expression, IrBlock whenTrue, IrBlock whenFalse)
    {
        switch (expression)
        {
            case BoundBinary { Operator: BinaryOperator.LogicalAnd } b:
                IrBlock and = Builder.NewBlock("and");
                Condition(b.Left, and, whenFalse);
                Builder.Block = and;
                Condition(b.Right, whenTrue, whenFalse);
                break;
            case BoundBinary { Operator: BinaryOperator.LogicalOr } b:
                IrBlock or = Builder.NewBlock("or");
                Condition(b.Left, whenTrue, or);
                Builder.Block = or;
                Condition(b.Right, whenTrue, whenFalse);
                break;
            case BoundUnary { Operator: UnaryOperator.Not } u:
                Condition(u.Operand, whenFalse, whenTrue);
                break;
            case BoundBinary b when IsPlainComparison(b):
                Builder.BranchIf(Comparison(b), whenTrue, whenFalse);
                break;
            case BoundBinary { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } b:
                bool equal = b.Operator == BinaryOperator.Equal;
                CompareMemory(b.Left, b.Right, equal ? whenTrue : whenFalse, equal ? whenFalse : whenTrue, b.Span);
                break;
            case BoundConstant c:
                Builder.Branch(c.Value != 0 ? whenTrue : whenFalse);
                break;
            case BoundConversion { Operand: var operand } when operand.Type.IsScalar:
                if (operand.Type is BoolType)
                    Condition(operand, whenTrue, whenFalse);
                else
                    Builder.BranchIf(Builder.Compare(IrCondition.Ne, Scalar(operand), Builder.Int(0)), whenTrue, whenFalse);
                break;
            default:
                Builder.BranchIf(Builder.Compare(IrCondition.Ne, Scalar(expression), Builder.Int(0)), whenTrue, whenFalse);
                break;
        }
    }

    /// <summary>Arithmetic on two 64-bit values. Division and modulo are unsigned; by zero they yield 1 and a runtime error.</summary>
    public IrValue Arithmetic(BinaryOperator op, IrValue left, IrValue right, BoundExpression rightSource, TextSpan span)
    {
        if (op is BinaryOperator.Divide or BinaryOperator.Modulo && rightSource is not BoundConstant { Value: not 0 })
        {
            IrValue slot = Temporary(8, 8, "quotient");
            If(
                Builder.Compare(IrCondition.Ne, right, Builder.Int(0)),
                () => Builder.Store(slot, 0, Builder.Binary(op == BinaryOperator.Divide ? IrBinaryOp.UDiv : IrBinaryOp.URem, left, right)),
                () =>
                {
                    Builder.Store(slot, 0, Builder.Int(1));
                    ReportError(RuntimeErrorKind.DivideByZero, span);
                });
            return Builder.Load(IrType.I64, slot);
        }

        IrBinaryOp ir = op switch
        {
            BinaryOperator.Add => IrBinaryOp.Add,
            BinaryOperator.Subtract => IrBinaryOp.Sub,
            BinaryOperator.Multiply => IrBinaryOp.Mul,
            BinaryOperator.Divide => IrBinaryOp.UDiv,
            BinaryOperator.Modulo => IrBinaryOp.URem,
            BinaryOperator.And => IrBinaryOp.And,
            BinaryOperator.Or => IrBinaryOp.Or,
            BinaryOperator.Xor => IrBinaryOp.Xor,
            BinaryOperator.ShiftLeft => IrBinaryOp.Shl,
            BinaryOperator.ShiftRight => IrBinaryOp.LShr,
            _ => throw new LoweringException(span, $"not supported yet: operator {op} on numbers"),
        };
        return Builder.Binary(ir, left, right);
    }

    /// <summary>The memory type of a scalar.</summary>
    public static IrType MemoryType(ScriptType type) => type.Size switch { 1 => IrType.I8, 2 => IrType.I16, 4 => IrType.I32, _ => IrType.I64 };

    public IrValue LoadScalar(IrValue address, int offset, ScriptType type) => Extend(Builder.Load(MemoryType(type), address, offset), type);

    public void StoreScalar(IrValue address, int offset, ScriptType type, IrValue value) =>
        Builder.Store(address, offset, Builder.Trunc(value, MemoryType(type)));

    private IrValue Extend(IrValue narrow, ScriptType type) =>
        ModuleLowering.IsSigned(type) ? Builder.SExt(narrow, IrType.I64) : Builder.ZExt(narrow, IrType.I64);

    private static bool IsPlainComparison(BoundBinary b) =>
        b.Operator is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual && b.Left.Type.IsScalar && b.Right.Type.IsScalar;

    private IrValue Comparison(BoundBinary b)
    {
        bool signed = b.SignedComparison;
        IrCondition condition = b.Operator switch
        {
            BinaryOperator.Equal => IrCondition.Eq,
            BinaryOperator.NotEqual => IrCondition.Ne,
            BinaryOperator.Less => signed ? IrCondition.Slt : IrCondition.Ult,
            BinaryOperator.LessOrEqual => signed ? IrCondition.Sle : IrCondition.Ule,
            BinaryOperator.Greater => signed ? IrCondition.Sgt : IrCondition.Ugt,
            _ => signed ? IrCondition.Sge : IrCondition.Uge,
        };
        return Builder.Compare(condition, Scalar(b.Left), Scalar(b.Right));
    }

    private IrValue ConditionValue(BoundExpression expression)
    {
        IrValue slot = Temporary(8, 8, "condition");
        IrBlock whenTrue = Builder.NewBlock("true");
        IrBlock whenFalse = Builder.NewBlock("false");
        IrBlock end = Builder.NewBlock("value");
        Condition(expression, whenTrue, whenFalse);
        Builder.Block = whenTrue;
        Builder.Store(slot, 0, Builder.Int(1));
        Builder.Branch(end);
        Builder.Block = whenFalse;
        Builder.Store(slot, 0, Builder.Int(0));
        Builder.Branch(end);
        Builder.Block = end;
        return Builder.Load(IrType.I64, slot);
    }

    private IrValue Increment(BoundVariableIncrement i)
    {
        (IrValue address, int offset) = _scope.Place(i.Variable);
        IrValue before = LoadScalar(address, offset, i.Type);
        IrValue after = Builder.Binary(IrBinaryOp.Add, before, Builder.Int(i.Step));
        StoreScalar(address, offset, i.Type, after);
        return i.IsPrefix ? LoadScalar(address, offset, i.Type) : before;
    }

    private IrValue Convert(BoundConversion conversion)
    {
        ScriptType to = conversion.Type;
        ScriptType from = conversion.Operand.Type;
        if (!from.IsScalar)
        {
            // Bytes of an array seen as an integer, or the address of an object.
            if (to is PointerType)
                return AddressOf(PlaceOf(conversion.Operand), conversion.Span);
            return LoadScalar(Memory(conversion.Operand), 0, to);
        }

        if (to is BoolType)
            return from is BoolType ? Scalar(conversion.Operand) : Builder.ZExt(Builder.Compare(IrCondition.Ne, Scalar(conversion.Operand), Builder.Int(0)), IrType.I64);

        IrValue value = from is PointerType && to is not PointerType ? PlainNumber(conversion.Operand) : Scalar(conversion.Operand);
        return to.Size >= 8 || (to.Size >= from.Size && ModuleLowering.IsSigned(to) == ModuleLowering.IsSigned(from))
            ? value
            : Extend(Builder.Trunc(value, MemoryType(to)), to);
    }
}
