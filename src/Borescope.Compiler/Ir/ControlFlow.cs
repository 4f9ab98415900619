using System.Collections.Generic;

namespace Borescope.Compiler.Ir;

/// <summary>Predecessors, reachability and reverse post order of a function's blocks.</summary>
internal static class ControlFlow
{
    /// <summary>
    /// Drops unreachable blocks (and their phi operands), puts the rest into reverse post order, fills predecessors. Iterative: scripts may nest deeply.
    /// </summary>
    public static void Update(IrFunction function)
    {
        List<IrBlock> blocks = function.BlockList;
        foreach (IrBlock b in blocks)
        {
            b.Order = -1;
            b.Predecessors.Clear();
        }

        var order = new List<IrBlock>(blocks.Count);
        var stack = new Stack<(IrBlock Block, int Next)>();
        blocks[0].Order = 0;
        stack.Push((blocks[0], 0));
        while (stack.Count > 0)
        {
            (IrBlock b, int next) = stack.Pop();
            IrBlock[] targets = b.Successors;
            if (next < targets.Length)
            {
                stack.Push((b, next + 1));

                // The last target is walked first, so that the first one comes right behind its block in the final order.
                IrBlock t = targets[targets.Length - 1 - next];
                if (t.Order < 0)
                {
                    t.Order = 0;
                    stack.Push((t, 0));
                }
            }
            else
            {
                order.Add(b);
            }
        }

        order.Reverse();
        bool dropped = order.Count != blocks.Count;
        for (int i = 0; i < order.Count; i++)
        {
            order[i].Order = i;
        }

        foreach (IrBlock b in order)
        {
            foreach (IrBlock t in b.Successors)
            {
                t.Predecessors.Add(b);
            }
        }

        if (dropped)
        {
            foreach (IrBlock b in order)
            {
                RemoveDeadIncoming(b);
            }
        }

        function.BlockList = order;
    }

    private static void RemoveDeadIncoming(IrBlock block)
    {
        foreach (IrInstruction i in block.Code)
        {
            if (i is not IrPhi phi)
            {
                break;
            }

            for (int k = phi.IncomingBlocks.Length - 1; k >= 0; k--)
            {
                if (phi.IncomingBlocks[k].Order < 0)
                {
                    phi.RemoveIncoming(phi.IncomingBlocks[k]);
                }
            }
        }
    }
}
