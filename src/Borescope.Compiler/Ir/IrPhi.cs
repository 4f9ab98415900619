using System;

namespace Borescope.Compiler.Ir;

/// <summary>A value that depends on the block control came from; stands before all other instructions of its block.</summary>
public sealed class IrPhi : IrInstruction
{
    internal IrPhi(IrType type)
        : base(IrOp.Phi, type, NoOperands)
    {
    }

    /// <summary>Predecessor block for each operand.</summary>
    public IrBlock[] IncomingBlocks { get; internal set; } = NoTargets;

    /// <summary>Gives the value that arrives from <paramref name="from"/>; every predecessor needs exactly one.</summary>
    public void AddIncoming(IrBlock from, IrValue value)
    {
        if (value.Type != Type)
        {
            throw new ArgumentException($"phi of type {Type.Name()} cannot take a {value.Type.Name()}", nameof(value));
        }

        IrValue[] values = new IrValue[Operands.Length + 1];
        IrBlock[] blocks = new IrBlock[values.Length];
        Array.Copy(Operands, values, Operands.Length);
        Array.Copy(IncomingBlocks, blocks, IncomingBlocks.Length);
        values[values.Length - 1] = value;
        blocks[blocks.Length - 1] = from;
        Operands = values;
        IncomingBlocks = blocks;
    }

    /// <summary>Forgets the value that arrives from <paramref name="from"/> (one edge).</summary>
    internal void RemoveIncoming(IrBlock from)
    {
        int at = Array.IndexOf(IncomingBlocks, from);
        if (at < 0)
        {
            return;
        }

        IrValue[] values = new IrValue[Operands.Length - 1];
        IrBlock[] blocks = new IrBlock[values.Length];
        for (int i = 0, j = 0; i < Operands.Length; i++)
        {
            if (i != at)
            {
                values[j] = Operands[i];
                blocks[j++] = IncomingBlocks[i];
            }
        }

        Operands = values;
        IncomingBlocks = blocks;
    }
}
