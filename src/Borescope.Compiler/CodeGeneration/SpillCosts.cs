using System;
using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>What it would cost to keep a register on the stack: its accesses, ten times as much per loop level.</summary>
internal static class SpillCosts
{
    /// <summary>Cost from which on a register must stay.</summary>
    public const double Never = 1e12;

    public static double[] Compute(MachineFunction function, HashSet<int> temporaries)
    {
        double[] costs = new double[function.RegisterCount];
        bool[] stored = new bool[function.RegisterCount];
        foreach (MachineBlock block in function.Blocks)
        {
            double weight = Math.Pow(10, Math.Min(block.LoopDepth, 6));
            foreach (MachineInstruction i in block.Code)
            {
                Operands o = Operands.Of(i);

                // Kernels before 6.8 forget what a comparison told about a number once it is reloaded from the stack.
                double use = i.Kind == MachineKind.Branch ? 4 * weight : weight;
                for (int k = 0; k < o.UseCount; k++)
                {
                    costs[o[k]] += use;
                }

                if (o.Def >= 0)
                {
                    costs[o.Def] += weight;
                    stored[o.Def] |= !i.IsRematerializable;
                }
            }
        }

        for (int r = 0; r < costs.Length; r++)
        {
            // What is computed anew needs no memory.
            if (!stored[r])
            {
                costs[r] *= 0.5;
            }
        }

        foreach (int t in temporaries)
        {
            costs[t] = Never;
        }

        return costs;
    }
}
