using System.Collections.Generic;

using Borescope.Compiler.Instructions;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Orders blocks so that as many jumps as possible become a fall through.</summary>
internal static class BlockLayout
{
    public static void Run(MachineFunction function)
    {
        function.UpdateFlow();
        int n = function.Blocks.Count;
        bool[] placed = new bool[n];
        int[] waiting = new int[n];
        foreach (MachineBlock b in function.Blocks)
        {
            waiting[b.Id] = b.Predecessors.Count;
        }

        var order = new List<MachineBlock>(n);
        var pending = new Stack<MachineBlock>();
        pending.Push(function.Blocks[0]);
        int scan = 0;
        while (order.Count < n)
        {
            MachineBlock? start = null;
            while (pending.Count > 0 && start is null)
            {
                MachineBlock candidate = pending.Pop();
                start = placed[candidate.Id] ? null : candidate;
            }

            while (start is null)
            {
                start = placed[scan].Equals(true) ? null : function.Blocks[scan];
                scan++;
            }

            for (MachineBlock? b = start; b is not null;)
            {
                placed[b.Id] = true;
                order.Add(b);
                b = Next(b, placed, waiting, pending);
            }
        }

        function.Blocks = order;
    }

    /// <summary>Lookups mostly find, and calls mostly succeed: not zero, not negative.</summary>
    private static bool IsLikely(MachineInstruction branch) =>
        branch.B < 0 && branch.Imm == 0 && branch.Is64 && branch.Code is BpfOpcode.Jne or BpfOpcode.Jsge;

    private static MachineBlock? Next(MachineBlock b, bool[] placed, int[] waiting, Stack<MachineBlock> pending)
    {
        MachineBlock? jump = b.JumpTarget;
        MachineBlock? taken = b.TakenTarget;
        if (jump is not null)
        {
            waiting[jump.Id]--;
        }

        if (taken is not null)
        {
            waiting[taken.Id]--;
        }

        jump = jump is not null && !placed[jump.Id] ? jump : null;
        taken = taken is not null && !placed[taken.Id] ? taken : null;
        if (jump is null || taken is null)
        {
            // A lone jump to a block that others still lead to: it may come later, but falling into it now saves this goto.
            return jump ?? taken;
        }

        // Of two ways, go on with the one that no other block still wants to fall into; then with the deeper loop; then with the likely one.
        bool preferTaken = waiting[taken.Id] != waiting[jump.Id] ? waiting[taken.Id] < waiting[jump.Id]
            : taken.LoopDepth != jump.LoopDepth ? taken.LoopDepth > jump.LoopDepth : IsLikely(b.Code[b.Code.Count - 2]);
        pending.Push(preferTaken ? jump : taken);
        return preferTaken ? taken : jump;
    }
}
