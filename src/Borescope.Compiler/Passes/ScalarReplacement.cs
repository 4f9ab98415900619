using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Makes values in SSA form of local variables, and of the fields of local structs, whose address does not escape. Phis go to the dominance frontiers of
/// the stores.
/// </summary>
internal sealed class ScalarReplacement
{
    private readonly IrFunction _function;
    private readonly SlotPartition _partition;
    private readonly List<SlotPiece> _variables = [];
    private readonly Dictionary<IrPhi, int> _phis = [];

    private ScalarReplacement(IrFunction function, SlotPartition partition)
    {
        _function = function;
        _partition = partition;
    }

    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        ControlFlow.Update(function);
        SlotAccess access = SlotAccess.Analyze(function);
        if (access.Slots.Count == 0)
        {
            return false;
        }

        var partition = new SlotPartition(function, access);
        if (partition.IsEmpty)
        {
            return false;
        }

        partition.BreakUp(function);
        var pass = new ScalarReplacement(function, partition);
        pass.Promote();
        return true;
    }

    private void Promote()
    {
        Classify();
        if (_variables.Count == 0)
        {
            return;
        }

        DominatorTree.Update(_function);
        PlacePhis();
        Rename();
        IrRewriter.Apply(_function);
    }

    private void Classify()
    {
        foreach (IrBlock b in _function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                if (i.Op == IrOp.Store && _partition.Find(i.Operands[0], i.Offset, i.Operands[1].Type.Bytes(), out _) is { } stored)
                {
                    stored.IsMixed |= stored.Size != i.Operands[1].Type.Bytes();
                    stored.Note(i.Operands[1].Type);
                }
                else if (i.Op == IrOp.Load && _partition.Find(i.Operands[0], i.Offset, i.Type.Bytes(), out _) is { } loaded && loaded.Size == i.Type.Bytes())
                {
                    loaded.Note(i.Type);
                }
            }
        }

        foreach (SlotPiece p in _partition.All())
        {
            if (p.IsScalar)
            {
                p.Type = p.Type == IrType.Void ? IrTypes.OfBytes(p.Size) : p.Type;
                p.Variable = _variables.Count;
                _variables.Add(p);
            }
        }
    }

    private SlotPiece? Variable(IrInstruction i, out int inside)
    {
        inside = 0;
        if (i.Op is not (IrOp.Load or IrOp.Store))
        {
            return null;
        }

        int size = i.Op == IrOp.Load ? i.Type.Bytes() : i.Operands[1].Type.Bytes();
        return _partition.Find(i.Operands[0], i.Offset, size, out inside) is { Variable: >= 0 } p ? p : null;
    }

    private void PlacePhis()
    {
        List<IrBlock>[] frontiers = DominanceFrontiers.Compute(_function);
        var defining = new List<IrBlock>?[_variables.Count];
        foreach (IrBlock b in _function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                if (i.Op == IrOp.Store && Variable(i, out _) is { } v)
                {
                    (defining[v.Variable] ??= []).Add(b);
                }
            }
        }

        for (int v = 0; v < _variables.Count; v++)
        {
            var done = new HashSet<IrBlock>();
            var work = new Stack<IrBlock>(defining[v] ?? []);
            while (work.Count > 0)
            {
                foreach (IrBlock join in frontiers[work.Pop().Order])
                {
                    if (done.Add(join))
                    {
                        var phi = new IrPhi(_variables[v].Type) { Id = _function.NewId(), Block = join, Location = join.Code[0].Location };
                        phi.Operands = new IrValue[join.Predecessors.Count];
                        phi.IncomingBlocks = join.Predecessors.ToArray();
                        join.Code.Insert(0, phi);
                        _phis.Add(phi, v);
                        work.Push(join);
                    }
                }
            }
        }
    }

    /// <summary>Walks the dominator tree with the current value of each variable; an undo list restores them on the way up.</summary>
    private void Rename()
    {
        List<IrBlock>?[] children = DominatorTree.Children(_function);
        var values = new IrValue[_variables.Count];
        for (int v = 0; v < values.Length; v++)
        {
            // What was never stored is undefined; zero is as good as anything.
            values[v] = new IrConstant(_variables[v].Type, 0);
        }

        var work = new Stack<(IrBlock Block, List<(int, IrValue)>? Undo)>();
        work.Push((_function.BlockList[0], null));
        while (work.Count > 0)
        {
            (IrBlock block, List<(int, IrValue)>? undo) = work.Pop();
            if (undo is not null)
            {
                for (int k = undo.Count - 1; k >= 0; k--)
                {
                    values[undo[k].Item1] = undo[k].Item2;
                }

                continue;
            }

            undo = [];
            work.Push((block, undo));
            RenameBlock(block, values, undo);
            foreach (IrBlock child in children[block.Order] ?? [])
            {
                work.Push((child, null));
            }
        }
    }

    private void RenameBlock(IrBlock block, IrValue[] values, List<(int, IrValue)> undo)
    {
        List<IrInstruction> old = block.Code;
        block.Code = new List<IrInstruction>(old.Count);
        foreach (IrInstruction i in old)
        {
            if (i is IrPhi phi && _phis.TryGetValue(phi, out int variable))
            {
                undo.Add((variable, values[variable]));
                values[variable] = phi;
                block.Add(phi);
                continue;
            }

            if (Variable(i, out int inside) is not { } piece)
            {
                block.Add(i);
                continue;
            }

            if (i.Op == IrOp.Store)
            {
                undo.Add((piece.Variable, values[piece.Variable]));
                values[piece.Variable] = Convert(block, i.Operands[1].Resolved, piece.Type, i.Location);
            }
            else
            {
                i.Replacement = Extract(block, values[piece.Variable], inside, i);
            }
        }

        foreach (IrBlock s in block.Successors)
        {
            foreach (IrInstruction i in s.Code)
            {
                if (i is not IrPhi phi)
                {
                    break;
                }

                if (_phis.TryGetValue(phi, out int variable))
                {
                    for (int k = 0; k < phi.IncomingBlocks.Length; k++)
                    {
                        if (phi.IncomingBlocks[k] == block)
                        {
                            phi.Operands[k] = values[variable];
                        }
                    }
                }
            }
        }
    }

    /// <summary>The bytes a load wants out of the variable (little-endian, as BPF is here).</summary>
    private IrValue Extract(IrBlock block, IrValue value, int inside, IrInstruction load)
    {
        if (inside > 0)
        {
            IrType wide = value.Type is IrType.I32 or IrType.I64 ? value.Type : value.Type == IrType.Pointer ? IrType.I64 : IrType.I32;
            value = Convert(block, value, wide, load.Location);
            IrInstruction shift = IrFactory.Binary(_function, IrBinaryOp.LShr, wide, value, new IrConstant(wide, inside * 8), load.Location);
            block.Add(shift);
            value = shift;
        }

        return Convert(block, value, load.Type, load.Location);
    }

    private IrValue Convert(IrBlock block, IrValue value, IrType type, SourceLocation? location)
    {
        value = value.Resolved;
        if (value.Type == type)
        {
            return value;
        }

        if (value is IrConstant c)
        {
            return new IrConstant(type, c.Value);
        }

        if (value.Type == IrType.Pointer && type != IrType.I64)
        {
            value = Convert(block, value, IrType.I64, location);
        }

        IrOp op = value.Type.Is64() && type.Is64() ? IrOp.Cast : type.Bits() < value.Type.Bits() ? IrOp.Trunc : IrOp.ZExt;
        IrInstruction i = IrFactory.Unary(_function, op, type, value, location);
        block.Add(i);
        return i;
    }
}
