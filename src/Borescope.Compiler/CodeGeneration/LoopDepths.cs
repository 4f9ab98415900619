using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>How many natural loops each block stands in; weights of spills and moves follow from it.</summary>
internal static class LoopDepths
{
    public static void Compute(IrFunction function, MachineBlock[] blocks)
    {
        var bodies = new Dictionary<IrBlock, HashSet<IrBlock>>();
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrBlock header in b.Successors)
            {
                if (header.Order <= b.Order && DominatorTree.Dominates(header, b))
                {
                    if (!bodies.TryGetValue(header, out HashSet<IrBlock>? body))
                    {
                        body = [header];
                        bodies.Add(header, body);
                    }

                    Collect(b, body);
                }
            }
        }

        foreach (HashSet<IrBlock> body in bodies.Values)
        {
            foreach (IrBlock b in body)
            {
                blocks[b.Order].LoopDepth++;
            }
        }
    }

    private static void Collect(IrBlock from, HashSet<IrBlock> body)
    {
        var work = new Stack<IrBlock>();
        work.Push(from);
        while (work.Count > 0)
        {
            IrBlock b = work.Pop();
            if (body.Add(b))
            {
                foreach (IrBlock p in b.Predecessors)
                {
                    work.Push(p);
                }
            }
        }
    }
}
