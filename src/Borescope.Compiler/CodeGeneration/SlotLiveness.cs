using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// When frame objects are alive: between a first access and a last reading one, a store of the whole object starting it anew.
/// </summary>
internal static class SlotLiveness
{
    /// <summary>Pairs that are alive at the same time; <paramref name="used"/> tells which objects occur at all.</summary>
    public static bool[,] Interference(MachineFunction function, out bool[] used)
    {
        function.UpdateFlow();
        int n = function.Frame.Count;
        int words = (n + 63) / 64;
        int blocks = function.Blocks.Count;
        ulong[][] reached = Forward(function, words);
        ulong[][] needed = Backward(function, words);
        bool[,] together = new bool[n, n];
        used = new bool[n];
        ulong[] live = new ulong[words];
        ulong[] seen = new ulong[words];
        for (int b = 0; b < blocks; b++)
        {
            // Within a block both directions are walked: first what has been accessed before each instruction, then what is still needed behind it.
            List<MachineInstruction> code = function.Blocks[b].Code;
            var before = new ulong[code.Count + 1][];
            reached[b].CopyTo(seen, 0);
            for (int k = 0; k < code.Count; k++)
            {
                before[k] = (ulong[])seen.Clone();
                Accessed(code[k], seen, used);
            }

            before[code.Count] = (ulong[])seen.Clone();
            needed[b].CopyTo(live, 0);
            for (int k = code.Count - 1; k >= 0; k--)
            {
                ulong[] here = new ulong[words];
                for (int w = 0; w < words; w++)
                {
                    here[w] = live[w] & before[k + 1][w];
                }

                Accessed(code[k], here, null);
                if (code[k].Slot >= 0 || code[k].Touches is not null)
                {
                    Connect(here, together, n);
                }

                StepBack(function, code[k], live);
            }
        }

        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++)
            {
                together[a, b] |= function.Frame[a].Escapes || function.Frame[b].Escapes;
            }
        }

        return together;
    }

    private static void Connect(ulong[] live, bool[,] together, int n)
    {
        for (int a = 0; a < n; a++)
        {
            if (!Liveness.Has(live, a))
            {
                continue;
            }

            for (int b = 0; b < n; b++)
            {
                if (a != b && Liveness.Has(live, b))
                {
                    together[a, b] = true;
                    together[b, a] = true;
                }
            }
        }
    }

    private static void Accessed(MachineInstruction i, ulong[] set, bool[]? used)
    {
        if (i.Slot >= 0)
        {
            if (used is not null)
            {
                used[i.Slot] = true;
            }

            if (i.Kind != MachineKind.FrameAddress)
            {
                Liveness.Add(set, i.Slot);
            }
        }

        foreach (int t in i.Touches ?? [])
        {
            Liveness.Add(set, t);
        }
    }

    private static void StepBack(MachineFunction function, MachineInstruction i, ulong[] live)
    {
        if (i.Slot >= 0 && i.Kind == MachineKind.Store)
        {
            if (i.Offset == 0 && function.Frame[i.Slot].Size == MachineSizes.Bytes(i.Code))
            {
                Liveness.Remove(live, i.Slot);
            }

            return;
        }

        if (i.Slot >= 0 && i.Kind != MachineKind.FrameAddress)
        {
            Liveness.Add(live, i.Slot);
        }

        foreach (int t in i.Touches ?? [])
        {
            Liveness.Add(live, t);
        }
    }

    private static ulong[][] Forward(MachineFunction function, int words)
    {
        int n = function.Blocks.Count;
        var own = new ulong[n][];
        var result = new ulong[n][];
        for (int b = 0; b < n; b++)
        {
            own[b] = new ulong[words];
            result[b] = new ulong[words];
            foreach (MachineInstruction i in function.Blocks[b].Code)
            {
                Accessed(i, own[b], null);
            }
        }

        for (bool changed = true; changed;)
        {
            changed = false;
            for (int b = 0; b < n; b++)
            {
                foreach (MachineBlock p in function.Blocks[b].Predecessors)
                {
                    for (int w = 0; w < words; w++)
                    {
                        ulong value = result[b][w] | result[p.Id][w] | own[p.Id][w];
                        changed |= value != result[b][w];
                        result[b][w] = value;
                    }
                }
            }
        }

        return result;
    }

    private static ulong[][] Backward(MachineFunction function, int words)
    {
        int n = function.Blocks.Count;
        var result = new ulong[n][];
        for (int b = 0; b < n; b++)
        {
            result[b] = new ulong[words];
        }

        ulong[] live = new ulong[words];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int b = n - 1; b >= 0; b--)
            {
                MachineBlock block = function.Blocks[b];
                result[b].CopyTo(live, 0);
                for (int k = block.Code.Count - 1; k >= 0; k--)
                {
                    StepBack(function, block.Code[k], live);
                }

                foreach (MachineBlock p in block.Predecessors)
                {
                    for (int w = 0; w < words; w++)
                    {
                        ulong value = result[p.Id][w] | live[w];
                        changed |= value != result[p.Id][w];
                        result[p.Id][w] = value;
                    }
                }
            }
        }

        return result;
    }
}
