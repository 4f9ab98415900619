using Borescope.Compiler.Calls;

namespace Borescope.Compiler.Ir;

/// <summary>One operation of a block. Which members count depends on <see cref="Op"/>.</summary>
public class IrInstruction : IrValue
{
    internal static readonly IrValue[] NoOperands = [];
    internal static readonly IrBlock[] NoTargets = [];

    internal IrInstruction(IrOp op, IrType type, IrValue[] operands)
        : base(type)
    {
        Op = op;
        Operands = operands;
    }

    /// <summary>What it does.</summary>
    public IrOp Op { get; internal set; }

    /// <summary>Values it reads.</summary>
    public IrValue[] Operands { get; internal set; }

    /// <summary>Blocks it may go to (terminators only); for BranchIf first the block taken when the operand is true.</summary>
    public IrBlock[] Targets { get; internal set; } = NoTargets;

    /// <summary>Arithmetic of a Binary.</summary>
    public IrBinaryOp BinaryOp { get; internal set; }

    /// <summary>Condition of a Compare.</summary>
    public IrCondition Condition { get; internal set; }

    /// <summary>Operation of an Atomic.</summary>
    public IrAtomicOp AtomicOp { get; internal set; }

    /// <summary>Byte offset of Load, Store, Atomic, MapValueAddress, and of the destination of MemCopy and MemSet.</summary>
    public int Offset { get; internal set; }

    /// <summary>Byte offset of the source of MemCopy.</summary>
    public int SourceOffset { get; internal set; }

    /// <summary>Bytes of StackSlot, MemCopy, MemSet; bits of ByteSwap.</summary>
    public int Size { get; internal set; }

    /// <summary>Alignment of a StackSlot in bytes.</summary>
    public int Alignment { get; internal set; } = 1;

    /// <summary>Fill byte of MemSet.</summary>
    public byte Fill { get; internal set; }

    /// <summary>For ByteSwap the kind; for Atomic whether the old value is wanted; for Load whether it must stay as written.</summary>
    public IrFlags Flags { get; internal set; }

    /// <summary>Map, callee or kernel function; for a StackSlot its name.</summary>
    public object? Symbol { get; internal set; }

    /// <summary>Helper of a CallHelper.</summary>
    public BpfHelper HelperId { get; internal set; }

    /// <summary>Source of the instruction, if known.</summary>
    public SourceLocation? Location { get; internal set; }

    /// <summary>Block that holds it.</summary>
    public IrBlock? Block { get; internal set; }

    /// <summary>Whether it ends a block.</summary>
    public bool IsTerminator => Op >= IrOp.Branch;

    /// <summary>Whether it must stay even when nobody reads its value.</summary>
    internal bool HasEffect => Op switch
    {
        IrOp.CallHelper => !RepeatableHelpers.Contains(HelperId),
        IrOp.Store or IrOp.MemCopy or IrOp.MemSet or IrOp.Atomic or IrOp.Call or IrOp.CallKfunc
            or IrOp.Branch or IrOp.BranchIf or IrOp.Return => true,
        IrOp.Load => (Flags & IrFlags.Volatile) != 0,
        _ => false,
    };
}
