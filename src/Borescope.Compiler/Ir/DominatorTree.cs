using System.Collections.Generic;

namespace Borescope.Compiler.Ir;

/// <summary>Immediate dominators by the iterative algorithm of Cooper, Harvey and Kennedy; needs <see cref="ControlFlow.Update"/> before.</summary>
internal static class DominatorTree
{
    /// <summary>Fills <see cref="IrBlock.Dominator"/>; the entry has none.</summary>
    public static void Update(IrFunction function)
    {
        List<IrBlock> blocks = function.BlockList;
        foreach (IrBlock b in blocks)
        {
            b.Dominator = null;
        }

        IrBlock entry = blocks[0];
        entry.Dominator = entry;
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = 1; i < blocks.Count; i++)
            {
                IrBlock? idom = null;
                foreach (IrBlock p in blocks[i].Predecessors)
                {
                    if (p.Dominator is not null)
                    {
                        idom = idom is null ? p : Meet(p, idom);
                    }
                }

                if (idom != blocks[i].Dominator)
                {
                    blocks[i].Dominator = idom;
                    changed = true;
                }
            }
        }

        entry.Dominator = null;
    }

    /// <summary>Whether every path to <paramref name="b"/> passes <paramref name="a"/>.</summary>
    public static bool Dominates(IrBlock a, IrBlock b)
    {
        IrBlock? x = b;
        while (x is not null && x.Order > a.Order)
        {
            x = x.Dominator;
        }

        return x == a;
    }

    /// <summary>Children of each block in the dominator tree, by <see cref="IrBlock.Order"/>.</summary>
    public static List<IrBlock>?[] Children(IrFunction function)
    {
        var children = new List<IrBlock>?[function.BlockList.Count];
        foreach (IrBlock b in function.BlockList)
        {
            if (b.Dominator is { } d)
            {
                (children[d.Order] ??= []).Add(b);
            }
        }

        return children;
    }

    private static IrBlock Meet(IrBlock a, IrBlock b)
    {
        while (a != b)
        {
            while (a.Order > b.Order)
            {
                a = a.Dominator!;
            }

            while (b.Order > a.Order)
            {
                b = b.Dominator!;
            }
        }

        return a;
    }
}
