using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Constant and copy propagation, folding and algebra on single instructions. Bounds stay: a mask goes only where the operand's width makes it void for the
/// verifier, too, and comparisons fold only when both sides are constants.
/// </summary>
internal sealed partial class Simplification
{
    private readonly IrFunction _function;
    private List<IrInstruction> _out = [];
    private IrBlock _block;
    private int[] _uses = [];

    private Simplification(IrFunction function)
    {
        _function = function;
        _block = function.BlockList[0];
    }

    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        bool changed = false;
        for (int round = 0; round < 4; round++)
        {
            if (!new Simplification(function).Sweep())
            {
                break;
            }

            changed = true;
        }

        return changed;
    }

    private bool Sweep()
    {
        bool changed = false;
        CountUses();
        foreach (IrBlock block in _function.BlockList)
        {
            List<IrInstruction> old = block.Code;
            _block = block;
            _out = new List<IrInstruction>(old.Count);
            foreach (IrInstruction i in old)
            {
                for (int k = 0; k < i.Operands.Length; k++)
                {
                    i.Operands[k] = i.Operands[k].Resolved;
                }

                IrValue? better = Better(i);
                if (better is null)
                {
                    Add(i);
                }
                else
                {
                    changed = true;
                    if (better != i)
                    {
                        i.Replacement = better;
                    }
                    else
                    {
                        Add(i);
                    }
                }
            }

            block.Code = _out;
        }

        if (changed)
        {
            IrRewriter.Apply(_function);
        }

        return changed;
    }

    private void CountUses()
    {
        _uses = new int[_function.ValueCount];
        foreach (IrBlock b in _function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                foreach (IrValue o in i.Operands)
                {
                    if (o.Id >= 0)
                    {
                        _uses[o.Id]++;
                    }
                }
            }
        }
    }

    private bool HasOneUse(IrValue v) => v.Id >= 0 && v.Id < _uses.Length && _uses[v.Id] == 1;

    private IrInstruction Add(IrInstruction i)
    {
        i.Block = _block;
        _out.Add(i);
        return i;
    }

    private IrInstruction NewBinary(IrInstruction like, IrBinaryOp op, IrType type, IrValue a, IrValue b) =>
        Add(IrFactory.Binary(_function, op, type, a, b, like.Location));

    private IrInstruction NewUnary(IrInstruction like, IrOp op, IrType type, IrValue a) => Add(IrFactory.Unary(_function, op, type, a, like.Location));

    /// <summary>A value to use instead; the instruction itself when it was changed in place; null when nothing is to be gained.</summary>
    private IrValue? Better(IrInstruction i) => i.Op switch
    {
        IrOp.Phi => BetterPhi(i),
        IrOp.Binary => BetterBinary(i),
        IrOp.Compare => BetterCompare(i),
        IrOp.Not => BetterNot(i),
        IrOp.ZExt or IrOp.SExt or IrOp.Trunc or IrOp.Cast => BetterConversion(i),
        IrOp.ByteSwap when i.Operands[0] is IrConstant c => new IrConstant(i.Type, ConstantFolding.ByteSwap(i, c.Value)),
        IrOp.BranchIf => BetterBranch(i),
        _ => null,
    };

    private static IrValue? BetterPhi(IrInstruction i)
    {
        IrValue? only = null;
        foreach (IrValue o in i.Operands)
        {
            IrValue v = o.Resolved;
            if (v == i || (only is not null && Same(only, v)))
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = v;
        }

        return only;
    }

    private static bool Same(IrValue a, IrValue b) => a == b || (a is IrConstant x && b is IrConstant y && x.Type == y.Type && x.Value == y.Value);

    private static IrInstruction? BetterBranch(IrInstruction i)
    {
        if (i.Operands[0] is IrInstruction { Op: IrOp.Not } not)
        {
            i.Operands[0] = not.Operands[0];
            i.Targets = [i.Targets[1], i.Targets[0]];
            return i;
        }

        return null;
    }

    private IrValue? BetterNot(IrInstruction i)
    {
        switch (i.Operands[0])
        {
            case IrConstant c:
                return new IrConstant(IrType.I1, c.Value ^ 1);
            case IrInstruction { Op: IrOp.Not } inner:
                return inner.Operands[0];
            case IrInstruction { Op: IrOp.Compare } compare:
                return Add(IrFactory.Compare(_function, compare.Condition.Inverse(), compare.Operands[0], compare.Operands[1], i.Location));
            default:
                return null;
        }
    }

    private IrValue? BetterConversion(IrInstruction i)
    {
        if (i.Operands[0] is IrConstant c)
        {
            return new IrConstant(i.Type, i.Op == IrOp.SExt ? c.Signed : c.Value);
        }

        if (i.Operands[0] is not IrInstruction x || x.Op is not (IrOp.ZExt or IrOp.SExt or IrOp.Trunc or IrOp.Cast))
        {
            return null;
        }

        IrValue source = x.Operands[0];
        switch (i.Op)
        {
            case IrOp.ZExt when x.Op == IrOp.ZExt:
                return NewUnary(i, IrOp.ZExt, i.Type, source);
            case IrOp.SExt when x.Op == IrOp.SExt:
                return NewUnary(i, IrOp.SExt, i.Type, source);
            case IrOp.SExt when x.Op == IrOp.ZExt:
                return NewUnary(i, IrOp.ZExt, i.Type, source);
            case IrOp.Trunc when x.Op is IrOp.ZExt or IrOp.SExt:
                return i.Type == source.Type ? source
                    : i.Type.Bits() < source.Type.Bits() ? NewUnary(i, IrOp.Trunc, i.Type, source) : NewUnary(i, x.Op, i.Type, source);
            case IrOp.Trunc when x.Op == IrOp.Trunc:
                return NewUnary(i, IrOp.Trunc, i.Type, source);
            case IrOp.Cast when x.Op == IrOp.Cast:
                return i.Type == source.Type ? source : null;
            case IrOp.ZExt when x.Op == IrOp.Trunc && source.Type == i.Type && KnownBits.Width(source) <= x.Type.Bits():
                return source;
            default:
                return null;
        }
    }
}
