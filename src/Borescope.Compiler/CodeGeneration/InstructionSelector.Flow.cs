using System.Collections.Generic;

using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <content>Terminators, use counts and what arrives in phis.</content>
internal sealed partial class InstructionSelector
{
    private int[]? _useCounts;
    private bool[]? _usedElsewhere;
    private bool[]? _notPassed;
    private int[]? _sumCounts;
    private IrInstruction?[]? _soleUser;
    private HashSet<IrInstruction>? _signedLoads;

    private int UseCount(IrValue v)
    {
        CountUses();
        return _useCounts![v.Id];
    }

    /// <summary>Whether all users are calls.</summary>
    private bool IsOnlyPassed(IrInstruction i)
    {
        CountUses();
        return !_notPassed![i.Id];
    }

    /// <summary>How many different constants are added to a pointer.</summary>
    private int SumCount(IrValue pointer)
    {
        CountUses();
        return pointer.Id >= 0 ? _sumCounts![pointer.Id] : 0;
    }

    /// <summary>Whether all users are branches (perhaps through further Nots), which fuse it.</summary>
    private bool OnlyBranches(IrInstruction i)
    {
        CountUses();
        return !_usedElsewhere![i.Id];
    }

    private IrInstruction? OnlySignExtension(IrInstruction load)
    {
        CountUses();
        return load.Type is IrType.I8 or IrType.I16 or IrType.I32 && _useCounts![load.Id] == 1
            && _soleUser![load.Id] is { Op: IrOp.SExt, Type: IrType.I64 } user && user.Block == load.Block ? user : null;
    }

    private void CountUses()
    {
        if (_useCounts is not null)
        {
            return;
        }

        _useCounts = new int[_function.ValueCount];
        _usedElsewhere = new bool[_function.ValueCount];
        _notPassed = new bool[_function.ValueCount];
        _sumCounts = new int[_function.ValueCount];
        _soleUser = new IrInstruction?[_function.ValueCount];
        for (int b = _function.BlockList.Count - 1; b >= 0; b--)
        {
            List<IrInstruction> code = _function.BlockList[b].Code;
            for (int k = code.Count - 1; k >= 0; k--)
            {
                IrInstruction i = code[k];
                bool passes = i.Op is IrOp.CallHelper or IrOp.Call or IrOp.CallKfunc;
                if (i.Op == IrOp.Binary && i.Type.Is64() && i.Operands[1] is IrConstant && i.Operands[0].Id >= 0)
                {
                    _sumCounts[i.Operands[0].Id]++;
                }

                bool fuses = i.Op == IrOp.BranchIf || (i.Op == IrOp.Not && !_usedElsewhere[i.Id]);
                foreach (IrValue o in i.Operands)
                {
                    if (o.Id >= 0)
                    {
                        _useCounts[o.Id]++;
                        _soleUser[o.Id] = i;
                        _usedElsewhere[o.Id] |= !fuses;
                        _notPassed[o.Id] |= !passes;
                    }
                }
            }
        }
    }

    private void SelectTerminator(IrInstruction i)
    {
        IrBlock from = i.Block!;
        switch (i.Op)
        {
            case IrOp.Return:
                if (i.Operands.Length > 0)
                {
                    MoveInto(i.Operands[0], 0);
                }

                Emit(new MachineInstruction(MachineKind.Exit) { A = i.Operands.Length > 0 ? 0 : -1 });
                break;
            case IrOp.Branch:
                EmitCopies(from, i.Targets[0]);
                Emit(new MachineInstruction(MachineKind.Jump) { Target = _blocks[i.Targets[0].Order] });
                break;
            default:
                MachineBlock then = Edge(from, i.Targets[0]);
                MachineBlock otherwise = Edge(from, i.Targets[1]);
                SelectBranch(i.Operands[0], then, otherwise);
                break;
        }
    }

    /// <summary>
    /// The block a conditional branch goes to for an edge that carries phi values. They are set before the branch when the target does not dominate it
    /// (nothing on the other way can then read them); otherwise on a block of their own.
    /// </summary>
    private MachineBlock Edge(IrBlock from, IrBlock to)
    {
        MachineBlock target = _blocks[to.Order];
        if (to.Code.Count == 0 || to.Code[0].Op != IrOp.Phi)
        {
            return target;
        }

        IrBlock other = from.Successors[0] == to ? from.Successors[1] : from.Successors[0];
        if (!DominatorTree.Dominates(to, from) && !DominatorTree.Dominates(to, other))
        {
            EmitCopies(from, to);
            return target;
        }

        MachineBlock edge = _machine.NewBlock();
        edge.LoopDepth = _current.LoopDepth;
        MachineBlock saved = _current;
        _current = edge;
        EmitCopies(from, to);
        Emit(new MachineInstruction(MachineKind.Jump) { Target = target });
        _current = saved;
        return edge;
    }

    private void SelectBranch(IrValue condition, MachineBlock then, MachineBlock otherwise)
    {
        while (condition is IrInstruction { Op: IrOp.Not } not)
        {
            condition = not.Operands[0];
            (then, otherwise) = (otherwise, then);
        }

        if (condition is IrConstant known)
        {
            Emit(new MachineInstruction(MachineKind.Jump) { Target = known.Value != 0 ? then : otherwise });
            return;
        }

        if (condition is not IrInstruction { Op: IrOp.Compare } compare)
        {
            EmitBranch(BpfOpcode.Jne, true, Use(condition), -1, 0, then, otherwise);
            return;
        }

        IrCondition c = compare.Condition;
        IrValue a = compare.Operands[0];
        IrValue b = compare.Operands[1];
        if (a is IrConstant && b is not IrConstant)
        {
            (a, b) = (b, a);
            c = c.Swapped();
        }

        if (c == IrCondition.TestNot || (_cpu == BpfCpuVersion.V1 && c is IrCondition.Ult or IrCondition.Ule or IrCondition.Slt or IrCondition.Sle))
        {
            c = c.Inverse();
            (then, otherwise) = (otherwise, then);
        }

        bool narrow = !a.Type.Is64();
        bool is64 = !narrow || _cpu < BpfCpuVersion.V3;
        int ra;
        if (narrow && is64 && c.IsSigned())
        {
            ra = SignExtended(a);
            if (b is IrConstant signed)
            {
                EmitBranch(JumpCode(c), true, ra, -1, signed.Signed, then, otherwise);
            }
            else
            {
                EmitBranch(JumpCode(c), true, ra, SignExtended(b), 0, then, otherwise);
            }

            return;
        }

        ra = Use(a);
        if (Strip(b) is IrConstant k && FitsImmediate(k, is64, out int immediate))
        {
            EmitBranch(JumpCode(c), is64, ra, -1, immediate, then, otherwise);
        }
        else
        {
            EmitBranch(JumpCode(c), is64, ra, Use(b), 0, then, otherwise);
        }
    }

    /// <summary>Before 32-bit jumps, signed 32-bit comparisons are made on 64 bits.</summary>
    private int SignExtended(IrValue v)
    {
        int r = _machine.NewRegister();
        MoveInto(v, r);
        Emit(new MachineInstruction(MachineKind.Alu) { Code = BpfOpcode.Lsh, Dst = r, Imm = 32 });
        Emit(new MachineInstruction(MachineKind.Alu) { Code = BpfOpcode.Arsh, Dst = r, Imm = 32 });
        return r;
    }

    private void EmitBranch(int code, bool is64, int a, int b, long immediate, MachineBlock then, MachineBlock otherwise)
    {
        Emit(new MachineInstruction(MachineKind.Branch) { Code = code, Is64 = is64, A = a, B = b, Imm = immediate, Target = then });
        Emit(new MachineInstruction(MachineKind.Jump) { Target = otherwise });
    }

    private static int JumpCode(IrCondition c) => c switch
    {
        IrCondition.Eq => BpfOpcode.Jeq,
        IrCondition.Ne => BpfOpcode.Jne,
        IrCondition.Ult => BpfOpcode.Jlt,
        IrCondition.Ule => BpfOpcode.Jle,
        IrCondition.Ugt => BpfOpcode.Jgt,
        IrCondition.Uge => BpfOpcode.Jge,
        IrCondition.Slt => BpfOpcode.Jslt,
        IrCondition.Sle => BpfOpcode.Jsle,
        IrCondition.Sgt => BpfOpcode.Jsgt,
        IrCondition.Sge => BpfOpcode.Jsge,
        _ => BpfOpcode.Jset,
    };

    /// <summary>All phis of a block change at once on an edge: copies are ordered so that none destroys another's source, cycles go through a spare.</summary>
    private void EmitCopies(IrBlock from, IrBlock to)
    {
        var pending = new List<(int Dst, int Src)>();
        var constants = new List<(int Dst, IrValue Value)>();
        foreach (IrInstruction i in to.Code)
        {
            if (i is not IrPhi phi)
            {
                break;
            }

            IrValue v = Strip(phi.Operands[System.Array.IndexOf(phi.IncomingBlocks, from)]);
            int d = RegisterOf(phi);
            if (IsMadeOnUse(v))
            {
                constants.Add((d, v));
            }
            else if (RegisterOf(v) != d)
            {
                pending.Add((d, RegisterOf(v)));
            }
        }

        while (pending.Count > 0)
        {
            int free = pending.FindIndex(p => !pending.Exists(q => q.Src == p.Dst));
            if (free >= 0)
            {
                Emit(new MachineInstruction(MachineKind.Move) { Dst = pending[free].Dst, A = pending[free].Src });
                pending.RemoveAt(free);
            }
            else
            {
                int spare = _machine.NewRegister();
                Emit(new MachineInstruction(MachineKind.Move) { Dst = spare, A = pending[0].Src });
                pending[0] = (pending[0].Dst, spare);
            }
        }

        foreach ((int dst, IrValue value) in constants)
        {
            MakeInto(value, dst);
        }
    }
}
