using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Merges the two sides of moves so that the move vanishes.</summary>
internal static class Coalescer
{
    /// <summary>Merges whatever does not interfere. Gives the fewest moves, but can make a graph uncolourable that was not.</summary>
    public static void Aggressive(InterferenceGraph graph)
    {
        graph.Moves.Sort(static (x, y) => y.Weight.CompareTo(x.Weight));
        foreach ((int dst, int src, _) in graph.Moves)
        {
            if (Sides(graph, dst, src, out int a, out int b))
            {
                graph.Merge(a, b);
            }
        }
    }

    /// <summary>Merges only where colouring cannot suffer (tests of Briggs and of George).</summary>
    public static void Conservative(InterferenceGraph graph, int colors)
    {
        graph.Moves.Sort(static (x, y) => y.Weight.CompareTo(x.Weight));
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach ((int dst, int src, _) in graph.Moves)
            {
                if (Sides(graph, dst, src, out int a, out int b) && (a < MachineFunction.FirstVirtual ? George(graph, a, b, colors) : Briggs(graph, a, b, colors)))
                {
                    graph.Merge(a, b);
                    changed = true;
                }
            }
        }
    }

    private static bool Sides(InterferenceGraph graph, int dst, int src, out int a, out int b)
    {
        a = graph.Root(dst);
        b = graph.Root(src);
        if (b < a)
        {
            (a, b) = (b, a);
        }

        return a != b && !graph.Interferes(a, b);
    }

    private static bool George(InterferenceGraph graph, int real, int node, int colors)
    {
        foreach (int n in graph.Neighbours(node))
        {
            int t = graph.Root(n);
            if (t >= MachineFunction.FirstVirtual && graph.Degree[t] >= colors && !graph.Interferes(t, real))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Briggs(InterferenceGraph graph, int a, int b, int colors)
    {
        var seen = new HashSet<int>();
        int significant = 0;
        foreach (int side in new[] { a, b })
        {
            foreach (int n in graph.Neighbours(side))
            {
                int t = graph.Root(n);
                if (seen.Add(t) && (t < MachineFunction.FirstVirtual || graph.Degree[t] >= colors))
                {
                    significant++;
                }
            }
        }

        return significant < colors;
    }
}
