using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <content>Arithmetic and width changes.</content>
internal sealed partial class InstructionSelector
{
    /// <summary>Whether the bits can stand as the sign-extended 32-bit immediate of an operation of that width.</summary>
    private static bool FitsImmediate(IrConstant c, bool is64, out int immediate)
    {
        immediate = (int)c.Value;
        return !is64 || c.Value == immediate;
    }

    private void SelectBinary(IrInstruction i)
    {
        if (IsCheapSum(i) || (i.Type == IrType.Pointer && FrameBase(i, out _, out _)))
        {
            return;
        }

        bool is64 = i.Type.Is64();
        IrValue a = i.Operands[0];
        IrValue b = i.Operands[1];
        switch (i.BinaryOp)
        {
            case IrBinaryOp.Sub when a is IrConstant { Value: 0 }:
                Emit2(i, a: b, new MachineInstruction(MachineKind.Negate) { Is64 = is64 });
                return;
            case IrBinaryOp.Sub when b is IrConstant c && FitsImmediate(new IrConstant(c.Type, -c.Value), is64, out int negated):
                EmitAlu(i, BpfOpcode.Add, is64, a, new IrConstant(is64 ? IrType.I64 : IrType.I32, negated));
                return;
            case IrBinaryOp.And when is64 && b is IrConstant { Value: 0xffffffff }:
                Emit(new MachineInstruction(MachineKind.Move32) { Dst = RegisterOf(i), A = Use(a) });
                return;
            case IrBinaryOp.UDiv or IrBinaryOp.SDiv when b is IrConstant { Value: 0 }:
                // The verifier refuses a constant divisor of zero; at run time BPF gives zero, and the dividend as remainder.
                MoveInto(new IrConstant(i.Type, 0), RegisterOf(i));
                return;
            case IrBinaryOp.URem or IrBinaryOp.SRem when b is IrConstant { Value: 0 }:
                MoveInto(a, RegisterOf(i));
                return;
            case IrBinaryOp.Shl or IrBinaryOp.LShr or IrBinaryOp.AShr when b is IrConstant count:
                EmitAlu(i, Code(i.BinaryOp), is64, a, new IrConstant(IrType.I32, count.Value & (is64 ? 63 : 31)));
                return;
            default:
                EmitAlu(i, Code(i.BinaryOp), is64, a, b, i.BinaryOp is IrBinaryOp.SDiv or IrBinaryOp.SRem ? 1 : 0);
                return;
        }
    }

    private static byte Code(IrBinaryOp op) => op switch
    {
        IrBinaryOp.Add => BpfOpcode.Add,
        IrBinaryOp.Sub => BpfOpcode.Sub,
        IrBinaryOp.Mul => BpfOpcode.Mul,
        IrBinaryOp.UDiv or IrBinaryOp.SDiv => BpfOpcode.Div,
        IrBinaryOp.URem or IrBinaryOp.SRem => BpfOpcode.Mod,
        IrBinaryOp.And => BpfOpcode.And,
        IrBinaryOp.Or => BpfOpcode.Or,
        IrBinaryOp.Xor => BpfOpcode.Xor,
        IrBinaryOp.Shl => BpfOpcode.Lsh,
        IrBinaryOp.LShr => BpfOpcode.Rsh,
        _ => BpfOpcode.Arsh,
    };

    private static bool IsCommutative(int code) => code is BpfOpcode.Add or BpfOpcode.Mul or BpfOpcode.And or BpfOpcode.Or or BpfOpcode.Xor;

    /// <summary>result = a op b, in the two-address form of the machine.</summary>
    private void EmitAlu(IrInstruction result, byte code, bool is64, IrValue a, IrValue b, int signed = 0)
    {
        IrValue left = Strip(a);
        IrValue right = Strip(b);
        bool rightIsBetter = right is not IrConstant && DiesHere(right, result) && (!DiesHere(left, result) || (IsCallResult(right) && !IsCallResult(left)));
        if (IsCommutative(code) && (left is IrConstant || rightIsBetter))
        {
            (left, right) = (right, left);
        }

        var alu = new MachineInstruction(MachineKind.Alu) { Code = code, Is64 = is64, Offset = signed };
        if (right is IrConstant c && FitsImmediate(c, is64, out int immediate))
        {
            alu.Imm = immediate;
        }
        else
        {
            alu.B = Use(right);
        }

        Emit2(result, left, alu);
    }

    /// <summary>It waits in r0, where it can be worked on at once.</summary>
    private static bool IsCallResult(IrValue v) => v is IrInstruction { Op: IrOp.CallHelper or IrOp.Call or IrOp.CallKfunc };

    /// <summary>Whether this is the only use: its register may then be overwritten.</summary>
    private bool DiesHere(IrValue v, IrInstruction user) => v.Id >= 0 && UseCount(v) == 1 && (v is not IrInstruction i || i.Block == user.Block);

    private void Emit2(IrInstruction result, IrValue a, MachineInstruction operation)
    {
        int d = RegisterOf(result);
        MoveInto(a, d);
        operation.Dst = d;
        Emit(operation);
    }

    private void SelectTrunc(IrInstruction i)
    {
        IrValue a = i.Operands[0];
        if (i.Type == IrType.I32)
        {
            Emit(new MachineInstruction(MachineKind.Move32) { Dst = RegisterOf(i), A = Use(a) });
        }
        else
        {
            EmitAlu(i, BpfOpcode.And, false, a, new IrConstant(IrType.I32, (long)Bits.Mask(i.Type.Bits())));
        }
    }

    private void SelectSignExtension(IrInstruction i)
    {
        IrValue a = i.Operands[0];
        int from = a.Type.Bits();
        if (_cpu >= BpfCpuVersion.V4 && from >= 8 && i.Type >= IrType.I32)
        {
            if (Strip(a) is IrInstruction { Op: IrOp.Load } load && load.Type.Bits() == from && i.Type == IrType.I64 && IsSignedLoad(load))
            {
                return;
            }

            Emit(new MachineInstruction(MachineKind.MoveSigned) { Dst = RegisterOf(i), A = Use(a), Imm = from, Is64 = i.Type == IrType.I64 });
            return;
        }

        bool is64 = i.Type == IrType.I64;
        int shift = (is64 ? 64 : 32) - from;
        int d = RegisterOf(i);
        MoveInto(a, d);
        Emit(new MachineInstruction(MachineKind.Alu) { Code = BpfOpcode.Lsh, Is64 = is64, Dst = d, Imm = shift });
        Emit(new MachineInstruction(MachineKind.Alu) { Code = BpfOpcode.Arsh, Is64 = is64, Dst = d, Imm = shift });
        if (i.Type is IrType.I8 or IrType.I16)
        {
            Emit(new MachineInstruction(MachineKind.Alu) { Code = BpfOpcode.And, Is64 = false, Dst = d, Imm = (long)Bits.Mask(i.Type.Bits()) });
        }
    }

    private void SelectByteSwap(IrInstruction i)
    {
        bool swap = (i.Flags & (IrFlags.BigEndian | IrFlags.AlwaysSwap)) != 0;
        Emit2(i, i.Operands[0], new MachineInstruction(MachineKind.ByteSwap) { Imm = i.Size, Code = swap ? 1 : 0 });
    }
}
