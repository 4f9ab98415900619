using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>A function on its way from IR to slots.</summary>
internal sealed class MachineFunction(IrFunction source)
{
    /// <summary>Registers below this number are real: r0 to r9, and r10 the frame pointer.</summary>
    public const int FirstVirtual = 11;

    /// <summary>Frame pointer.</summary>
    public const int FramePointer = 10;

    public IrFunction Source { get; } = source;

    public List<MachineBlock> Blocks { get; set; } = [];

    public List<FrameObject> Frame { get; } = [];

    public int RegisterCount { get; private set; } = FirstVirtual;

    /// <summary>Bytes of stack, after frame layout.</summary>
    public int FrameSize { get; set; }

    public int NewRegister() => RegisterCount++;

    public MachineBlock NewBlock()
    {
        var b = new MachineBlock(Blocks.Count);
        Blocks.Add(b);
        return b;
    }

    public int NewSlot(int size, int alignment, string name)
    {
        Frame.Add(new FrameObject(size, alignment, name));
        return Frame.Count - 1;
    }

    /// <summary>Numbers blocks by position and fills predecessors.</summary>
    public void UpdateFlow()
    {
        for (int i = 0; i < Blocks.Count; i++)
        {
            Blocks[i].Id = i;
            Blocks[i].Predecessors.Clear();
        }

        var successors = new List<MachineBlock>();
        foreach (MachineBlock b in Blocks)
        {
            successors.Clear();
            b.AddSuccessors(successors);
            foreach (MachineBlock s in successors)
            {
                s.Predecessors.Add(b);
            }
        }
    }
}
