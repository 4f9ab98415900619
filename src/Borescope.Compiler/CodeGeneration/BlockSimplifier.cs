using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>After register allocation: skips empty blocks, merges blocks that follow each other only, drops branches that change nothing.</summary>
internal static class BlockSimplifier
{
    public static void Run(MachineFunction function)
    {
        for (bool changed = true; changed;)
        {
            changed = ForwardJumps(function);
            changed |= MergePairs(function);
        }
    }

    private static bool ForwardJumps(MachineFunction function)
    {
        bool changed = false;
        foreach (MachineBlock b in function.Blocks)
        {
            foreach (MachineInstruction i in b.Code)
            {
                if (i.Target is { } t && Final(t) is { } f && f != t)
                {
                    i.Target = f;
                    changed = true;
                }
            }

            int last = b.Code.Count - 1;
            if (b.TakenTarget is { } taken && taken == b.JumpTarget)
            {
                b.Code.RemoveAt(last - 1);
                changed = true;
            }
        }

        return changed;
    }

    private static MachineBlock Final(MachineBlock b)
    {
        // Bounded, since empty blocks can form a ring (an endless loop in the source).
        for (int hops = 0; hops < 64 && b.Code.Count == 1 && b.Code[0].Kind == MachineKind.Jump; hops++)
        {
            b = b.Code[0].Target!;
        }

        return b;
    }

    private static bool MergePairs(MachineFunction function)
    {
        DropUnreachable(function);
        function.UpdateFlow();
        bool changed = false;
        bool[] gone = new bool[function.Blocks.Count];
        foreach (MachineBlock b in function.Blocks)
        {
            while (!gone[b.Id] && b.Code[b.Code.Count - 1].Kind == MachineKind.Jump && b.TakenTarget is null
                && b.JumpTarget is { } next && next != b && next != function.Blocks[0] && next.Predecessors.Count == 1 && !gone[next.Id])
            {
                b.Code.RemoveAt(b.Code.Count - 1);
                b.Code.AddRange(next.Code);
                gone[next.Id] = true;
                changed = true;
            }
        }

        if (changed)
        {
            function.Blocks.RemoveAll(b => gone[b.Id]);
        }

        return changed;
    }

    private static void DropUnreachable(MachineFunction function)
    {
        var seen = new HashSet<MachineBlock> { function.Blocks[0] };
        var work = new Stack<MachineBlock>();
        work.Push(function.Blocks[0]);
        var successors = new List<MachineBlock>();
        while (work.Count > 0)
        {
            successors.Clear();
            work.Pop().AddSuccessors(successors);
            foreach (MachineBlock s in successors)
            {
                if (seen.Add(s))
                {
                    work.Push(s);
                }
            }
        }

        function.Blocks.RemoveAll(b => !seen.Contains(b));
    }
}
