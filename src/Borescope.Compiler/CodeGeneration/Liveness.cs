using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Registers that are live at the end of each block, as bit sets.</summary>
internal sealed class Liveness
{
    private readonly ulong[][] _out;

    private Liveness(ulong[][] liveOut, int words)
    {
        _out = liveOut;
        Words = words;
    }

    /// <summary>Length of a set.</summary>
    public int Words { get; }

    public ulong[] Out(MachineBlock block) => _out[block.Id];

    /// <summary>Needs <see cref="MachineFunction.UpdateFlow"/> before.</summary>
    public static Liveness Compute(MachineFunction function)
    {
        int words = (function.RegisterCount + 63) / 64;
        int n = function.Blocks.Count;
        var use = new ulong[n][];
        var def = new ulong[n][];
        var liveIn = new ulong[n][];
        var liveOut = new ulong[n][];
        for (int b = 0; b < n; b++)
        {
            use[b] = new ulong[words];
            def[b] = new ulong[words];
            liveIn[b] = new ulong[words];
            liveOut[b] = new ulong[words];
            Scan(function.Blocks[b], use[b], def[b]);
        }

        var work = new Stack<int>(n);
        bool[] queued = new bool[n];
        for (int b = 0; b < n; b++)
        {
            work.Push(b);
            queued[b] = true;
        }

        while (work.Count > 0)
        {
            int b = work.Pop();
            queued[b] = false;
            bool changed = false;
            for (int w = 0; w < words; w++)
            {
                ulong value = use[b][w] | (liveOut[b][w] & ~def[b][w]);
                if (value != liveIn[b][w])
                {
                    liveIn[b][w] = value;
                    changed = true;
                }
            }

            if (!changed)
            {
                continue;
            }

            foreach (MachineBlock p in function.Blocks[b].Predecessors)
            {
                for (int w = 0; w < words; w++)
                {
                    liveOut[p.Id][w] |= liveIn[b][w];
                }

                if (!queued[p.Id])
                {
                    queued[p.Id] = true;
                    work.Push(p.Id);
                }
            }
        }

        return new Liveness(liveOut, words);
    }

    public static bool Has(ulong[] set, int register) => ((set[register >> 6] >> (register & 63)) & 1) != 0;

    public static void Add(ulong[] set, int register) => set[register >> 6] |= 1UL << (register & 63);

    public static void Remove(ulong[] set, int register) => set[register >> 6] &= ~(1UL << (register & 63));

    /// <summary>Steps backwards over one instruction.</summary>
    public static void Step(ulong[] live, in Operands o)
    {
        if (o.ClobbersCallerSaved)
        {
            live[0] &= ~0x3fUL;
        }
        else if (o.Def >= 0)
        {
            Remove(live, o.Def);
        }

        for (int k = 0; k < o.UseCount; k++)
        {
            Add(live, o[k]);
        }
    }

    private static void Scan(MachineBlock block, ulong[] use, ulong[] def)
    {
        foreach (MachineInstruction i in block.Code)
        {
            Operands o = Operands.Of(i);
            for (int k = 0; k < o.UseCount; k++)
            {
                if (!Has(def, o[k]))
                {
                    Add(use, o[k]);
                }
            }

            if (o.ClobbersCallerSaved)
            {
                def[0] |= 0x3f;
            }

            if (o.Def >= 0)
            {
                Add(def, o.Def);
            }
        }
    }
}
