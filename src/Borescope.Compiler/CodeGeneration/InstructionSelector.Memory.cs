using Borescope.Compiler.Calls;
using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <content>Memory accesses and calls.</content>
internal sealed partial class InstructionSelector
{
    private static int SizeCode(IrType type) => type.Bytes() switch
    {
        1 => BpfOpcode.B,
        2 => BpfOpcode.H,
        4 => BpfOpcode.W,
        _ => BpfOpcode.DW,
    };

    /// <summary>Folds constant sums into the offset and frame objects into r10.</summary>
    private void Address(IrValue pointer, int offset, MachineInstruction into)
    {
        IrValue v = Strip(pointer);
        long sum = offset;
        while (v is IrInstruction { Op: IrOp.Binary, BinaryOp: IrBinaryOp.Add } x && x.Operands[1] is IrConstant c
            && sum + c.Value is >= short.MinValue and <= short.MaxValue)
        {
            sum += c.Value;
            v = Strip(x.Operands[0]);
        }

        into.Offset = (int)sum;
        if (v is IrInstruction { Op: IrOp.StackSlot } slot)
        {
            into.Slot = _slots[slot];
            into.A = MachineFunction.FramePointer;
        }
        else if (sum is >= short.MinValue and <= short.MaxValue)
        {
            into.A = Use(v);
        }
        else
        {
            int r = _machine.NewRegister();
            MoveInto(v, r);
            Emit(new MachineInstruction(MachineKind.Alu) { Code = BpfOpcode.Add, Dst = r, Imm = sum });
            into.A = r;
            into.Offset = 0;
        }
    }

    /// <summary>Set v4: a load read only through one sign extension to 64 bits becomes a sign-extending load.</summary>
    private bool IsSignedLoad(IrInstruction load) =>
        _cpu >= BpfCpuVersion.V4 && load.Type is IrType.I8 or IrType.I16 or IrType.I32 && _signedLoads is not null && _signedLoads.Contains(load);

    private void SelectLoad(IrInstruction i)
    {
        IrInstruction? extension = _cpu >= BpfCpuVersion.V4 ? OnlySignExtension(i) : null;
        var load = new MachineInstruction(extension is null ? MachineKind.Load : MachineKind.LoadSigned) { Code = SizeCode(i.Type) };
        Address(i.Operands[0], i.Offset, load);
        if (extension is not null)
        {
            (_signedLoads ??= []).Add(i);
        }

        load.Dst = RegisterOf(extension ?? i);
        Emit(load);
    }

    private void SelectStore(IrInstruction i)
    {
        var store = new MachineInstruction(MachineKind.Store) { Code = SizeCode(i.Operands[1].Type), Symbol = i.Symbol };
        Address(i.Operands[0], i.Offset, store);
        IrValue value = Strip(i.Operands[1]);
        bool is64 = i.Operands[1].Type.Is64();
        if (value is IrConstant c && FitsImmediate(c, is64, out int immediate))
        {
            int bits = i.Operands[1].Type.Bytes() * 8;
            store.Imm = is64 ? immediate : Bits.SignExtend(c.Value, bits);
        }
        else
        {
            store.B = Use(value);
        }

        Emit(store);
    }

    private void SelectAtomic(IrInstruction i)
    {
        bool fetch = (i.Flags & IrFlags.Fetch) != 0;
        IrType type = i.Operands[1].Type;
        if (i.AtomicOp == IrAtomicOp.CompareExchange)
        {
            var exchange = new MachineInstruction(MachineKind.CompareExchange) { Code = SizeCode(type) };
            Address(i.Operands[0], i.Offset, exchange);
            exchange.B = Use(i.Operands[1]);
            MoveInto(i.Operands[2], 0);
            Emit(exchange);
            Emit(new MachineInstruction(MachineKind.Move) { Dst = RegisterOf(i), A = 0 });
            return;
        }

        var atomic = new MachineInstruction(MachineKind.Atomic) { Code = SizeCode(type), Imm = AtomicCode(i.AtomicOp) };
        Address(i.Operands[0], i.Offset, atomic);
        if (fetch)
        {
            if (atomic.Imm != BpfOpcode.AtomicExchange)
            {
                atomic.Imm |= BpfOpcode.AtomicFetch;
            }

            int d = RegisterOf(i);
            MoveInto(i.Operands[1], d);
            atomic.Dst = d;
            atomic.B = d;
        }
        else
        {
            atomic.B = Use(i.Operands[1]);
        }

        Emit(atomic);
    }

    private static int AtomicCode(IrAtomicOp op) => op switch
    {
        IrAtomicOp.Add => BpfOpcode.Add,
        IrAtomicOp.Or => BpfOpcode.Or,
        IrAtomicOp.And => BpfOpcode.And,
        IrAtomicOp.Xor => BpfOpcode.Xor,
        _ => BpfOpcode.AtomicExchange,
    };

    /// <summary>Keys, values and memory that a helper takes as input stay as they are.</summary>
    private bool MayWriteFrame(IrInstruction call)
    {
        if (call.Op != IrOp.CallHelper)
        {
            return true;
        }

        BpfHelperDescription row = BpfHelpers.Get(call.HelperId);
        for (int k = 0; k < call.Operands.Length; k++)
        {
            bool reads = k < row.Arguments.Count && row.Arguments[k] is BpfArgumentKind.MapKey or BpfArgumentKind.MapValue or BpfArgumentKind.MapValueOrNull
                or BpfArgumentKind.MemoryIn or BpfArgumentKind.Address;
            if (!reads && _derived.Of(call.Operands[k]) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void SelectCall(IrInstruction i)
    {
        // Registers first: what is made on the spot needs no source that a parameter register could destroy.
        for (int k = 0; k < i.Operands.Length; k++)
        {
            if (!IsMadeOnUse(Strip(i.Operands[k])))
            {
                MoveInto(i.Operands[k], k + 1);
            }
        }

        for (int k = 0; k < i.Operands.Length; k++)
        {
            if (IsMadeOnUse(Strip(i.Operands[k])))
            {
                MoveInto(i.Operands[k], k + 1);
            }
        }

        Emit(new MachineInstruction(MachineKind.Call)
        {
            Code = (int)i.Op, ArgumentCount = i.Operands.Length, Dst = 0, Imm = (int)i.HelperId, Symbol = i.Symbol, MayWriteFrame = MayWriteFrame(i),
        });
        if (i.Type != IrType.Void && UseCount(i) > 0)
        {
            Emit(new MachineInstruction(MachineKind.Move) { Dst = RegisterOf(i), A = 0 });
        }
    }
}
