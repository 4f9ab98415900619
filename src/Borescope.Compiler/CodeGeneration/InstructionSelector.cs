using System.Collections.Generic;

using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// Turns legal IR into machine instructions on virtual registers: comparisons melt into branches, constants into immediates, address sums into offsets,
/// extensions that the register invariant makes free vanish.
/// </summary>
internal sealed partial class InstructionSelector
{
    private const int ManySums = 3;

    private readonly IrFunction _function;
    private readonly MachineFunction _machine;
    private readonly BpfCpuVersion _cpu;
    private readonly byte[] _demand;
    private readonly int[] _registers;
    private readonly DerivedPointers _derived;
    private readonly Dictionary<IrInstruction, int> _slots = [];
    private readonly MachineBlock[] _blocks;
    private MachineBlock _current;
    private SourceLocation? _location;

    private InstructionSelector(IrFunction function, BpfCpuVersion cpu)
    {
        _function = function;
        _cpu = cpu;
        _machine = new MachineFunction(function);
        _demand = DemandedBits.Compute(function, cpu);
        _derived = DerivedPointers.Compute(function);
        _registers = new int[function.ValueCount];
        _blocks = new MachineBlock[function.BlockList.Count];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = _machine.NewBlock();
        }

        _current = _blocks[0];
    }

    /// <summary>Selects a function whose flow and dominators are up to date.</summary>
    public static MachineFunction Select(IrFunction function, BpfCpuVersion cpu)
    {
        var s = new InstructionSelector(function, cpu);
        s.Run();
        return s._machine;
    }

    private void Run()
    {
        LoopDepths.Compute(_function, _blocks);
        foreach (IrParameter p in _function.Parameters)
        {
            Emit(new MachineInstruction(MachineKind.Move) { Dst = RegisterOf(p), A = p.Index + 1 });
        }

        foreach (IrBlock block in _function.BlockList)
        {
            _current = _blocks[block.Order];
            foreach (IrInstruction i in block.Code)
            {
                _location = i.Location;
                int first = _current.Code.Count;
                Select(i);
                MarkTouched(i, first);
            }
        }
    }

    /// <summary>Notes which objects the instructions just made may reach through registers.</summary>
    private void MarkTouched(IrInstruction i, int first)
    {
        if (i.Op is not (IrOp.Load or IrOp.Store or IrOp.Atomic or IrOp.CallHelper or IrOp.Call or IrOp.CallKfunc))
        {
            return;
        }

        int[]? touched = _derived.Reached(i, _slots);
        for (int k = first; touched is not null && k < _current.Code.Count; k++)
        {
            _current.Code[k].Touches = touched;
        }
    }

    private void Select(IrInstruction i)
    {
        switch (i.Op)
        {
            case IrOp.StackSlot:
                _slots.Add(i, _machine.NewSlot(i.Size, i.Alignment, i.Symbol as string ?? "object"));
                _machine.Frame[_slots[i]].Escapes = _derived.Escapes(i);
                break;
            case IrOp.Binary when !IsAlias(i):
                SelectBinary(i);
                break;
            case IrOp.Materialize:
                Emit(new MachineInstruction(MachineKind.LoadImmediate) { Dst = RegisterOf(i), Imm = ((IrConstant)i.Operands[0]).Value });
                break;
            case IrOp.Trunc when !IsAlias(i):
                SelectTrunc(i);
                break;
            case IrOp.SExt:
                SelectSignExtension(i);
                break;
            case IrOp.Not when !OnlyBranches(i):
                EmitAlu(i, BpfOpcode.Xor, false, i.Operands[0], new IrConstant(IrType.I32, 1));
                break;
            case IrOp.ByteSwap:
                SelectByteSwap(i);
                break;
            case IrOp.MapAddress or IrOp.MapValueAddress or IrOp.FunctionAddress:
                if (!IsCheapAddress(i))
                {
                    EmitSymbol(i, RegisterOf(i));
                }

                break;
            case IrOp.Load:
                SelectLoad(i);
                break;
            case IrOp.Store:
                SelectStore(i);
                break;
            case IrOp.Atomic:
                SelectAtomic(i);
                break;
            case IrOp.CallHelper or IrOp.Call or IrOp.CallKfunc:
                SelectCall(i);
                break;
            case IrOp.Branch or IrOp.BranchIf or IrOp.Return:
                SelectTerminator(i);
                break;
            case IrOp.Phi or IrOp.Compare or IrOp.ZExt or IrOp.Cast or IrOp.Trunc or IrOp.Not or IrOp.Binary:
                // Phis are filled by their predecessors; the others live on in their users.
                break;
            default:
                throw new IrException($"{i.Op} reaches instruction selection in '{_function.Name}'");
        }
    }

    private MachineInstruction Emit(MachineInstruction i)
    {
        i.Location = _location;
        _current.Code.Add(i);
        return i;
    }

    private int RegisterOf(IrValue v)
    {
        ref int r = ref _registers[v.Id];
        if (r == 0)
        {
            r = _machine.NewRegister();
        }

        return r;
    }

    /// <summary>Whether the instruction gives its operand's register unchanged.</summary>
    private bool IsAlias(IrInstruction i) => i.Op switch
    {
        IrOp.Cast or IrOp.ZExt => true,
        IrOp.Trunc => _demand[i.Id] <= i.Type.Bits(),
        IrOp.Binary when i.BinaryOp == IrBinaryOp.And && i.Operands[1] is IrConstant mask => IsVoidMask(mask.Value, _demand[i.Id]),
        _ => false,
    };

    /// <summary>A mask that clears only bits which nobody reads: before narrow stores and truncations.</summary>
    private static bool IsVoidMask(long mask, int demand) => demand < 64 && ((ulong)mask & Bits.Mask(demand)) == Bits.Mask(demand);

    private IrValue Strip(IrValue v)
    {
        while (v is IrInstruction i && IsAlias(i))
        {
            v = i.Operands[0];
        }

        return v;
    }

    /// <summary>A register that holds the value; constants and addresses are made on the spot.</summary>
    private int Use(IrValue value)
    {
        IrValue v = Strip(value);
        if (IsMadeOnUse(v))
        {
            int r = _machine.NewRegister();
            MakeInto(v, r);
            return r;
        }

        return RegisterOf(v);
    }

    /// <summary>Puts a value into a given register.</summary>
    private void MoveInto(IrValue value, int register)
    {
        IrValue v = Strip(value);
        if (IsMadeOnUse(v))
        {
            MakeInto(v, register);
        }
        else
        {
            Emit(new MachineInstruction(MachineKind.Move) { Dst = register, A = RegisterOf(v) });
        }
    }

    private bool IsMadeOnUse(IrValue v) =>
        v is IrConstant || (v is IrInstruction i && (FrameBase(i, out _, out _) || IsCheapAddress(i) || IsCheapSum(i)));

    private void MakeInto(IrValue v, int register)
    {
        if (v is IrConstant c)
        {
            // The register invariant holds narrow constants zero-extended; IrConstant keeps them so.
            Emit(new MachineInstruction(MachineKind.LoadImmediate) { Dst = register, Imm = c.Value });
        }
        else if (FrameBase((IrInstruction)v, out int slot, out int offset))
        {
            Emit(new MachineInstruction(MachineKind.FrameAddress) { Dst = register, Slot = slot, Offset = offset });
        }
        else if (IsCheapSum((IrInstruction)v))
        {
            var sum = (IrInstruction)v;
            MoveInto(sum.Operands[0], register);
            Emit(new MachineInstruction(MachineKind.Alu) { Code = Instructions.BpfOpcode.Add, Dst = register, Imm = ((IrConstant)sum.Operands[1]).Value });
        }
        else
        {
            EmitSymbol((IrInstruction)v, register);
        }
    }

    private void EmitSymbol(IrInstruction i, int register) =>
        Emit(new MachineInstruction(MachineKind.LoadSymbol) { Dst = register, Code = (int)i.Op, Symbol = i.Symbol, Offset = i.Offset });

    /// <summary>Up to two calls with a map's address cost no more slots than keeping it in a register over the first.</summary>
    private bool IsCheapAddress(IrInstruction i) =>
        i.Op is IrOp.MapAddress or IrOp.MapValueAddress or IrOp.FunctionAddress && (UseCount(i) == 1 ? !IsSharedSum(_soleUser![i.Id]) : UseCount(i) == 2 && IsOnlyPassed(i));

    /// <summary>A sum that is made at several places would make its base there, too.</summary>
    private bool IsSharedSum(IrInstruction? user) =>
        user is { Op: IrOp.Binary, BinaryOp: IrBinaryOp.Add } && user.Operands[1] is IrConstant && UseCount(user) > 1;

    /// <summary>
    /// A pointer plus a constant that goes into loads and stores costs nothing there, and for up to two calls no more than a register of its own. The sums
    /// of a base that has many of them are made each time, since they would fill all registers.
    /// </summary>
    private bool IsCheapSum(IrInstruction i) =>
        i is { Op: IrOp.Binary, BinaryOp: IrBinaryOp.Add } && i.Type.Is64() && i.Operands[1] is IrConstant c && c.Value == (int)c.Value
        && i.Operands[0] is not IrConstant && (i.Type == IrType.Pointer || IsOnlyPassed(i)) && (UseCount(i) <= 2 || SumCount(i.Operands[0]) > ManySums);

    /// <summary>Whether a pointer is a frame object plus a constant.</summary>
    private bool FrameBase(IrInstruction i, out int slot, out int offset)
    {
        offset = 0;
        slot = -1;
        IrValue v = i;
        while (v is IrInstruction x)
        {
            if (x.Op == IrOp.StackSlot)
            {
                slot = _slots[x];
                return true;
            }

            if (x.Op == IrOp.Cast)
            {
                v = x.Operands[0];
            }
            else if (x is { Op: IrOp.Binary, BinaryOp: IrBinaryOp.Add } && x.Operands[1] is IrConstant c && c.Value + offset is >= -512 and <= 512)
            {
                offset += (int)c.Value;
                v = x.Operands[0];
            }
            else
            {
                return false;
            }
        }

        return false;
    }
}
