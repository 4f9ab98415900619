using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// Blocks that end alike share one end. Accesses and calls are shared only when the register they go through is set within the shared part: the verifier
/// refuses an instruction that meets different kinds of pointers on different ways.
/// </summary>
internal static class TailMerging
{
    /// <summary>Blocks compared with each other; more would make large programs quadratic.</summary>
    private const int MaxGroup = 48;

    public static void Run(MachineFunction function)
    {
        for (int round = 0; round < 8 && Round(function); round++)
        {
            BlockSimplifier.Run(function);
        }
    }

    private static bool Round(MachineFunction function)
    {
        var groups = new Dictionary<(MachineBlock?, int), List<MachineBlock>>();
        foreach (MachineBlock b in function.Blocks)
        {
            if (b.TakenTarget is not null)
            {
                continue;
            }

            var key = (b.JumpTarget, b.JumpTarget is null ? b.Code[b.Code.Count - 1].A : 0);
            if (!groups.TryGetValue(key, out List<MachineBlock>? group))
            {
                group = [];
                groups.Add(key, group);
            }

            if (group.Count < MaxGroup)
            {
                group.Add(b);
            }
        }

        bool changed = false;
        foreach (List<MachineBlock> group in groups.Values)
        {
            changed |= MergeBest(function, group);
        }

        return changed;
    }

    /// <summary>Merges the pair with the longest common end, if that pays.</summary>
    private static bool MergeBest(MachineFunction function, List<MachineBlock> group)
    {
        int best = 0;
        MachineBlock? first = null;
        MachineBlock? second = null;
        for (int x = 0; x < group.Count; x++)
        {
            for (int y = x + 1; y < group.Count; y++)
            {
                int n = Common(group[x], group[y]);
                bool whole = n > 0 && (n == group[x].Code.Count - 1 || n == group[y].Code.Count - 1);

                // Jumping into the shared part can cost a goto where there was a fall through; in the place of an exit it costs nothing.
                bool exits = group[x].JumpTarget is null;
                if (n > best && (whole || n > 1 || exits))
                {
                    best = n;
                    first = group[x];
                    second = group[y];
                }
            }
        }

        if (first is null || second is null)
        {
            return false;
        }

        Merge(function, first, second, best);
        return true;
    }

    private static void Merge(MachineFunction function, MachineBlock a, MachineBlock b, int common)
    {
        MachineBlock shared;
        if (a.Code.Count - 1 == common && a != function.Blocks[0])
        {
            shared = a;
        }
        else if (b.Code.Count - 1 == common && b != function.Blocks[0])
        {
            shared = b;
        }
        else
        {
            shared = function.NewBlock();
            shared.LoopDepth = a.LoopDepth;
            shared.Code.AddRange(a.Code.GetRange(a.Code.Count - 1 - common, common + 1));
        }

        foreach (MachineBlock m in new[] { a, b })
        {
            if (m != shared)
            {
                SourceLocation? location = m.Code[m.Code.Count - 1].Location;
                m.Code.RemoveRange(m.Code.Count - 1 - common, common + 1);
                m.Code.Add(new MachineInstruction(MachineKind.Jump) { Target = shared, Location = location });
            }
        }
    }

    /// <summary>Equal instructions before the terminators, as far as they may be shared.</summary>
    private static int Common(MachineBlock a, MachineBlock b)
    {
        int n = 0;
        while (n < a.Code.Count - 1 && n < b.Code.Count - 1 && a.Code[a.Code.Count - 2 - n].SameAs(b.Code[b.Code.Count - 2 - n]))
        {
            n++;
        }

        int start = a.Code.Count - 1 - n;
        int defined = 0;
        for (int k = start; k < a.Code.Count - 1; k++)
        {
            MachineInstruction i = a.Code[k];
            if (!MayShare(i, defined))
            {
                start = k + 1;
                defined = 0;
                continue;
            }

            Operands o = Operands.Of(i);
            defined = o.ClobbersCallerSaved ? defined & ~0x3e : defined;
            defined |= o.Def >= 0 ? 1 << o.Def : 0;
        }

        return a.Code.Count - 1 - start;
    }

    private static bool MayShare(MachineInstruction i, int defined) => i.Kind switch
    {
        MachineKind.Load or MachineKind.LoadSigned or MachineKind.Store or MachineKind.Atomic or MachineKind.CompareExchange =>
            i.A == MachineFunction.FramePointer || (defined & (1 << i.A)) != 0,
        MachineKind.Call => i.ArgumentCount == 0 || (defined & 2) != 0,
        _ => true,
    };
}
