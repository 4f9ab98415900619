using System.Collections.Generic;

using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Writes the slots of a laid-out function.</summary>
internal sealed class CodeEmitter
{
    private readonly MachineFunction _function;
    private readonly CompiledFunction _result;
    private readonly BpfCpuVersion _cpu;
    private readonly Dictionary<MachineBlock, int> _starts = [];
    private readonly List<(int Index, MachineBlock Target)> _jumps = [];

    private CodeEmitter(MachineFunction function, BpfCpuVersion cpu, int scratchSize)
    {
        _function = function;
        _cpu = cpu;
        _result = new CompiledFunction(function.Source, function.FrameSize, scratchSize);
    }

    /// <summary>Marks the store that writes the key of the scratch map.</summary>
    public static readonly object ScratchKey = new();

    public static CompiledFunction Run(MachineFunction function, BpfCpuVersion cpu, int scratchSize)
    {
        var e = new CodeEmitter(function, cpu, scratchSize);
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            MachineBlock? next = b + 1 < function.Blocks.Count ? function.Blocks[b + 1] : null;
            e.Block(function.Blocks[b], next);
        }

        e.ResolveJumps();
        return e._result;
    }

    private void Block(MachineBlock block, MachineBlock? next)
    {
        _starts[block] = _result.Code.Count;
        for (int k = 0; k < block.Code.Count; k++)
        {
            MachineInstruction i = block.Code[k];
            Line(i.Location);
            if (i.Kind == MachineKind.Branch && i.Target == next && k + 1 < block.Code.Count && Invert(i.Code) is { } inverse)
            {
                // The taken side comes next: go to the other one instead and fall through.
                EmitBranch(i, inverse, block.Code[k + 1].Target!);
                return;
            }

            if (i.Kind == MachineKind.Jump && i.Target == next)
            {
                return;
            }

            Emit(i);
        }
    }

    private int? Invert(int code) => code switch
    {
        // The first instruction set has no less-than jumps.
        BpfOpcode.Jgt or BpfOpcode.Jge or BpfOpcode.Jsgt or BpfOpcode.Jsge when _cpu == BpfCpuVersion.V1 => null,
        _ => Inverse(code),
    };

    private static int? Inverse(int code) => code switch
    {
        BpfOpcode.Jeq => BpfOpcode.Jne,
        BpfOpcode.Jne => BpfOpcode.Jeq,
        BpfOpcode.Jgt => BpfOpcode.Jle,
        BpfOpcode.Jge => BpfOpcode.Jlt,
        BpfOpcode.Jlt => BpfOpcode.Jge,
        BpfOpcode.Jle => BpfOpcode.Jgt,
        BpfOpcode.Jsgt => BpfOpcode.Jsle,
        BpfOpcode.Jsge => BpfOpcode.Jslt,
        BpfOpcode.Jslt => BpfOpcode.Jsge,
        BpfOpcode.Jsle => BpfOpcode.Jsgt,
        _ => null,
    };

    private void Line(SourceLocation? location)
    {
        if (location is { } l && (_result.Lines.Count == 0 || _result.Lines[_result.Lines.Count - 1].Location != l))
        {
            if (_result.Lines.Count > 0 && _result.Lines[_result.Lines.Count - 1].Index == _result.Code.Count)
            {
                _result.Lines.RemoveAt(_result.Lines.Count - 1);
            }

            _result.Lines.Add((_result.Code.Count, l));
        }
    }

    private void Add(int opcode, int dst, int src, int offset, long immediate) =>
        _result.Code.Add(new BpfInstruction((byte)opcode, (byte)dst, (byte)src, checked((short)offset), (int)immediate));

    private void Emit(MachineInstruction i)
    {
        int alu = i.Is64 ? BpfOpcode.Alu64 : BpfOpcode.Alu;
        int memory = i.Slot >= 0 ? _function.Frame[i.Slot].Offset + i.Offset : i.Offset;
        switch (i.Kind)
        {
            case MachineKind.Move:
                Add(BpfOpcode.Alu64 | BpfOpcode.Mov | BpfOpcode.Reg, i.Dst, i.A, 0, 0);
                break;
            case MachineKind.Move32:
                Add(BpfOpcode.Alu | BpfOpcode.Mov | BpfOpcode.Reg, i.Dst, i.A, 0, 0);
                break;
            case MachineKind.MoveSigned:
                Add(alu | BpfOpcode.Mov | BpfOpcode.Reg, i.Dst, i.A, (int)i.Imm, 0);
                break;
            case MachineKind.LoadImmediate:
                EmitConstant(i.Dst, i.Imm);
                break;
            case MachineKind.LoadSymbol:
                EmitSymbol(i);
                break;
            case MachineKind.FrameAddress:
                Add(BpfOpcode.Alu64 | BpfOpcode.Mov | BpfOpcode.Reg, i.Dst, MachineFunction.FramePointer, 0, 0);
                if (memory != 0)
                {
                    Add(BpfOpcode.Alu64 | BpfOpcode.Add, i.Dst, 0, 0, memory);
                }

                break;
            case MachineKind.Alu:
                Add(alu | i.Code | (i.B >= 0 ? BpfOpcode.Reg : 0), i.Dst, i.B >= 0 ? i.B : 0, i.Offset, i.B >= 0 ? 0 : i.Imm);
                break;
            case MachineKind.Negate:
                Add(alu | BpfOpcode.Neg, i.Dst, 0, 0, 0);
                break;
            case MachineKind.ByteSwap:
                Add(BpfOpcode.Alu | BpfOpcode.End | (i.Code != 0 ? BpfOpcode.Reg : 0), i.Dst, 0, 0, i.Imm);
                break;
            case MachineKind.Load:
                Add(BpfOpcode.Ldx | BpfOpcode.ModeMem | i.Code, i.Dst, i.A, memory, 0);
                break;
            case MachineKind.LoadSigned:
                Add(BpfOpcode.Ldx | BpfOpcode.ModeMemSx | i.Code, i.Dst, i.A, memory, 0);
                break;
            case MachineKind.Store:
                EmitStore(i, memory);
                break;
            case MachineKind.Atomic:
                Add(BpfOpcode.Stx | BpfOpcode.ModeAtomic | i.Code, i.A, i.B, memory, i.Imm);
                break;
            case MachineKind.CompareExchange:
                Add(BpfOpcode.Stx | BpfOpcode.ModeAtomic | i.Code, i.A, i.B, memory, BpfOpcode.AtomicCompareExchange);
                break;
            case MachineKind.Call:
                EmitCall(i);
                break;
            case MachineKind.Branch:
                EmitBranch(i, i.Code, i.Target!);
                break;
            case MachineKind.Jump:
                _jumps.Add((_result.Code.Count, i.Target!));
                Add(BpfOpcode.Jmp | BpfOpcode.Ja, 0, 0, 0, 0);
                break;
            default:
                Add(BpfOpcode.ExitProgram, 0, 0, 0, 0);
                break;
        }
    }

    private void EmitConstant(int dst, long value)
    {
        if (value == (int)value)
        {
            Add(BpfOpcode.Alu64 | BpfOpcode.Mov, dst, 0, 0, value);
        }
        else if (value == (uint)value)
        {
            Add(BpfOpcode.Alu | BpfOpcode.Mov, dst, 0, 0, (int)value);
        }
        else
        {
            Add(BpfOpcode.LoadImmediate64, dst, 0, 0, (int)value);
            Add(0, 0, 0, 0, (int)(value >> 32));
        }
    }

    private void EmitSymbol(MachineInstruction i)
    {
        int at = _result.Code.Count;
        switch ((IrOp)i.Code)
        {
            case IrOp.FunctionAddress:
                _result.Calls.Add((at, (IrFunction)i.Symbol!));
                Add(BpfOpcode.LoadImmediate64, i.Dst, BpfOpcode.PseudoFunction, 0, 0);
                Add(0, 0, 0, 0, 0);
                break;
            case IrOp.MapAddress:
                _result.Relocations.Add(new BpfRelocation(at, BpfRelocationKind.Map, ((IrMap)i.Symbol!).Name, 0));
                Add(BpfOpcode.LoadImmediate64, i.Dst, BpfOpcode.PseudoMapFd, 0, 0);
                Add(0, 0, 0, 0, 0);
                break;
            default:
                _result.Relocations.Add(new BpfRelocation(at, BpfRelocationKind.MapValue, ((IrMap)i.Symbol!).Name, i.Offset));
                Add(BpfOpcode.LoadImmediate64, i.Dst, BpfOpcode.PseudoMapValue, 0, 0);
                Add(0, 0, 0, 0, i.Offset);
                break;
        }
    }

    private void EmitStore(MachineInstruction i, int memory)
    {
        if (i.B >= 0)
        {
            Add(BpfOpcode.Stx | BpfOpcode.ModeMem | i.Code, i.A, i.B, memory, 0);
            return;
        }

        if (i.Symbol == ScratchKey)
        {
            _result.ScratchKeys.Add(_result.Code.Count);
        }

        Add(BpfOpcode.St | BpfOpcode.ModeMem | i.Code, i.A, 0, memory, i.Imm);
    }

    private void EmitCall(MachineInstruction i)
    {
        int at = _result.Code.Count;
        switch ((IrOp)i.Code)
        {
            case IrOp.CallHelper:
                Add(BpfOpcode.HelperCall, 0, 0, 0, i.Imm);
                break;
            case IrOp.Call when i.Symbol is IrFunction { IsExternal: true } external:
                _result.Relocations.Add(new BpfRelocation(at, BpfRelocationKind.Function, external.Name, 0));
                Add(BpfOpcode.HelperCall, 0, BpfOpcode.PseudoCall, 0, -1);
                break;
            case IrOp.Call:
                _result.Calls.Add((at, (IrFunction)i.Symbol!));
                Add(BpfOpcode.HelperCall, 0, BpfOpcode.PseudoCall, 0, -1);
                break;
            default:
                _result.Relocations.Add(new BpfRelocation(at, BpfRelocationKind.Kfunc, (string)i.Symbol!, 0));
                Add(BpfOpcode.HelperCall, 0, BpfOpcode.PseudoKfuncCall, 0, 0);
                break;
        }
    }

    private void EmitBranch(MachineInstruction i, int code, MachineBlock target)
    {
        _jumps.Add((_result.Code.Count, target));
        int jump = i.Is64 ? BpfOpcode.Jmp : BpfOpcode.Jmp32;
        Add(jump | code | (i.B >= 0 ? BpfOpcode.Reg : 0), i.A, i.B >= 0 ? i.B : 0, 0, i.B >= 0 ? 0 : i.Imm);
    }

    private void ResolveJumps()
    {
        foreach ((int index, MachineBlock target) in _jumps)
        {
            int distance = _starts[target] - index - 1;
            BpfInstruction i = _result.Code[index];
            if (distance is >= short.MinValue and <= short.MaxValue)
            {
                _result.Code[index] = i with { Offset = (short)distance };
            }
            else if (_cpu >= BpfCpuVersion.V4 && i.Opcode == (BpfOpcode.Jmp | BpfOpcode.Ja))
            {
                _result.Code[index] = i with { Opcode = BpfOpcode.Jmp32 | BpfOpcode.Ja, Immediate = distance };
            }
            else
            {
                throw new CompileException(
                    $"'{_function.Source.Name}' became so large ({_result.Code.Count} instructions) that a jump does not reach its target; split the probe",
                    _function.Source.Name,
                    null);
            }
        }
    }
}
