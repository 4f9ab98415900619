using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <content>Comparisons.</content>
internal sealed partial class Simplification
{
    private IrValue? BetterCompare(IrInstruction i)
    {
        IrValue a = i.Operands[0];
        IrValue b = i.Operands[1];
        if (a is IrConstant x && b is IrConstant y)
        {
            return new IrConstant(IrType.I1, ConstantFolding.Compare(i.Condition, x, y) ? 1 : 0);
        }

        if (a is IrConstant)
        {
            i.Operands[0] = b;
            i.Operands[1] = a;
            i.Condition = i.Condition.Swapped();
            return i;
        }

        if (b is not IrConstant c)
        {
            return Narrowed(i, a, b);
        }

        if (a is IrInstruction { Op: IrOp.ZExt } wide && wide.Operands[0].Type == IrType.I1 && i.Condition is IrCondition.Eq or IrCondition.Ne && c.Value is 0 or 1)
        {
            return IsPositive(i, c) ? wide.Operands[0] : NewUnary(i, IrOp.Not, IrType.I1, wide.Operands[0]);
        }

        if (a.Type == IrType.I1 && i.Condition is IrCondition.Eq or IrCondition.Ne)
        {
            return IsPositive(i, c) ? a : NewUnary(i, IrOp.Not, IrType.I1, a);
        }

        // x & mask compared with zero is one test-and-jump; with instruction sets that lack a negated one, the branch swaps its targets.
        if (a is IrInstruction { Op: IrOp.Binary, BinaryOp: IrBinaryOp.And } and && c.Value == 0 && i.Condition is IrCondition.Eq or IrCondition.Ne && HasOneUse(and))
        {
            IrCondition test = i.Condition == IrCondition.Ne ? IrCondition.Test : IrCondition.TestNot;
            return Add(IrFactory.Compare(_function, test, and.Operands[0], and.Operands[1], i.Location));
        }

        if (WithoutSwap(i, a, c) is { } plain)
        {
            return plain;
        }

        // x < 1 and x >= 1 are tests for zero.
        if (c.Value == 1 && i.Condition is IrCondition.Ult or IrCondition.Uge)
        {
            i.Condition = i.Condition == IrCondition.Ult ? IrCondition.Eq : IrCondition.Ne;
            i.Operands[1] = new IrConstant(c.Type, 0);
            return i;
        }

        return Narrowed(i, a, b);
    }

    private static bool IsPositive(IrInstruction compare, IrConstant c) => compare.Condition == IrCondition.Eq == (c.Value == 1);

    /// <summary>Sign extensions from 32 bits cost two instructions; signed and equality comparisons give the same on the narrow values.</summary>
    private IrInstruction? Narrowed(IrInstruction i, IrValue a, IrValue b)
    {
        if (i.Operands[0].Type != IrType.I64 || !(i.Condition.IsSigned() || i.Condition is IrCondition.Eq or IrCondition.Ne))
        {
            return null;
        }

        if (a is IrInstruction { Op: IrOp.SExt } left && left.Operands[0].Type == IrType.I32 && HasOneUse(left) && Narrow(b) is { } right)
        {
            return Add(IrFactory.Compare(_function, i.Condition, left.Operands[0], right, i.Location));
        }

        return null;
    }

    private IrValue? Narrow(IrValue v) => v switch
    {
        IrConstant c when c.Value == (int)c.Value => new IrConstant(IrType.I32, c.Value),
        IrInstruction { Op: IrOp.SExt } x when x.Operands[0].Type == IrType.I32 && HasOneUse(x) => x.Operands[0],
        _ => null,
    };
}
