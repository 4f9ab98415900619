using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// After frame layout: drops stores of what the stack already holds and loads of what a register already holds. Both come up when objects or spilled
/// registers share bytes.
/// </summary>
internal static class FrameValues
{
    public static void Run(MachineFunction function)
    {
        function.UpdateFlow();
        var atEnd = new List<(int Offset, int Size, int Register)>?[function.Blocks.Count];
        foreach (MachineBlock block in function.Blocks)
        {
            // What a block with one predecessor starts from, if that one has been seen.
            var known = new List<(int Offset, int Size, int Register)>();
            if (block.Predecessors.Count == 1 && block != function.Blocks[0] && atEnd[block.Predecessors[0].Id] is { } before)
            {
                known.AddRange(before);
            }

            int kept = 0;
            for (int k = 0; k < block.Code.Count; k++)
            {
                MachineInstruction i = block.Code[k];
                if (!IsVoid(function, i, known))
                {
                    Note(function, i, known);
                    block.Code[kept++] = i;
                }
            }

            block.Code.RemoveRange(kept, block.Code.Count - kept);
            atEnd[block.Id] = known;
        }
    }

    private static bool IsFrame(MachineInstruction i, MachineKind kind) => i.Kind == kind && i.Slot >= 0;

    private static int Place(MachineFunction function, MachineInstruction i) => function.Frame[i.Slot].Offset + i.Offset;

    private static bool IsVoid(MachineFunction function, MachineInstruction i, List<(int Offset, int Size, int Register)> known)
    {
        if (IsFrame(i, MachineKind.Store) && i.B >= 0)
        {
            return known.Contains((Place(function, i), MachineSizes.Bytes(i.Code), i.B));
        }

        // A narrow load clears the upper bits, which the register need not have had clear.
        return IsFrame(i, MachineKind.Load) && MachineSizes.Bytes(i.Code) == 8 && known.Contains((Place(function, i), 8, i.Dst));
    }

    private static void Note(MachineFunction function, MachineInstruction i, List<(int Offset, int Size, int Register)> known)
    {
        if (i.Kind == MachineKind.Call)
        {
            known.RemoveAll(static x => x.Register <= 5);
        }

        bool writesThroughPointer = i.Slot < 0 && i.Touches is not null && i.Kind is MachineKind.Store or MachineKind.Atomic or MachineKind.CompareExchange;
        if (writesThroughPointer || (i.Kind == MachineKind.Call && i.MayWriteFrame))
        {
            known.Clear();
        }

        int def = Operands.Of(i).Def;
        if (def >= 0)
        {
            known.RemoveAll(x => x.Register == def);
        }

        if (i.Slot < 0 || i.Kind is MachineKind.FrameAddress or MachineKind.LoadSigned)
        {
            return;
        }

        int offset = Place(function, i);
        int size = MachineSizes.Bytes(i.Code);
        if (i.Kind != MachineKind.Load)
        {
            known.RemoveAll(x => x.Offset < offset + size && offset < x.Offset + x.Size);
        }

        if (i.Kind == MachineKind.Load)
        {
            known.Add((offset, size, i.Dst));
        }
        else if (i.Kind == MachineKind.Store && i.B >= 0)
        {
            known.Add((offset, size, i.B));
        }
    }
}
