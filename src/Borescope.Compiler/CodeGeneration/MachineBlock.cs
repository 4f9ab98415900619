using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Instructions with one entry; ends in [Branch] Jump, or in Exit.</summary>
internal sealed class MachineBlock(int id)
{
    public int Id { get; set; } = id;

    public List<MachineInstruction> Code { get; set; } = [];

    public int LoopDepth { get; set; }

    public List<MachineBlock> Predecessors { get; } = [];

    /// <summary>Target of the conditional branch before the last jump, if any.</summary>
    public MachineBlock? TakenTarget =>
        Code.Count >= 2 && Code[Code.Count - 2].Kind == MachineKind.Branch ? Code[Code.Count - 2].Target : null;

    /// <summary>Target of the final jump; null when the block exits.</summary>
    public MachineBlock? JumpTarget => Code[Code.Count - 1].Target;

    public void AddSuccessors(List<MachineBlock> into)
    {
        for (int i = Code.Count - 1; i >= 0 && Code[i].IsTerminator; i--)
        {
            if (Code[i].Target is { } t)
            {
                into.Add(t);
            }
        }
    }
}
