using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Blocks where the dominance of a block ends; needs dominators.</summary>
internal static class DominanceFrontiers
{
    /// <summary>Frontier of each block by <see cref="IrBlock.Order"/>.</summary>
    public static List<IrBlock>[] Compute(IrFunction function)
    {
        var frontiers = new List<IrBlock>[function.BlockList.Count];
        for (int i = 0; i < frontiers.Length; i++)
        {
            frontiers[i] = [];
        }

        foreach (IrBlock b in function.BlockList)
        {
            if (b.Predecessors.Count < 2)
            {
                continue;
            }

            foreach (IrBlock p in b.Predecessors)
            {
                for (IrBlock? runner = p; runner is not null && runner != b.Dominator; runner = runner.Dominator)
                {
                    List<IrBlock> f = frontiers[runner.Order];
                    if (f.Count == 0 || f[f.Count - 1] != b)
                    {
                        f.Add(b);
                    }
                }
            }
        }

        return frontiers;
    }
}
