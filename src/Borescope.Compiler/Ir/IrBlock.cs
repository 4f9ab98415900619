using System.Collections.Generic;

namespace Borescope.Compiler.Ir;

/// <summary>A run of instructions with one entry and one terminator at its end.</summary>
public sealed class IrBlock
{
    internal IrBlock(string name, int id)
    {
        Name = name;
        Id = id;
    }

    /// <summary>Name for texts; need not be unique.</summary>
    public string Name { get; }

    /// <summary>Number within the function.</summary>
    public int Id { get; internal set; }

    /// <summary>Instructions in order.</summary>
    public IList<IrInstruction> Instructions => Code;

    /// <summary>The terminator, or null while the block is still open.</summary>
    public IrInstruction? Terminator => Code.Count > 0 && Code[Code.Count - 1].IsTerminator ? Code[Code.Count - 1] : null;

    internal List<IrInstruction> Code { get; set; } = [];

    internal IrBlock[] Successors => Terminator?.Targets ?? IrInstruction.NoTargets;

    /// <summary>Filled by <see cref="ControlFlow"/>.</summary>
    internal List<IrBlock> Predecessors { get; } = [];

    /// <summary>Position in reverse post order, -1 when unreachable. Filled by <see cref="ControlFlow"/>.</summary>
    internal int Order { get; set; } = -1;

    /// <summary>Immediate dominator. Filled by <see cref="DominatorTree"/>.</summary>
    internal IrBlock? Dominator { get; set; }

    internal void Add(IrInstruction instruction)
    {
        instruction.Block = this;
        Code.Add(instruction);
    }
}
