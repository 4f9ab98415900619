using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// Gives every virtual register a real one. First all moves are merged away; when that does not colour, only harmless ones; what still finds no register
/// is spilled (or recomputed where used, if that is cheap) and all starts anew.
/// </summary>
internal static class RegisterAllocator
{
    private const int MaxRounds = 60;

    public static void Run(MachineFunction function)
    {
        var temporaries = new HashSet<int>();
        for (int round = 0; round < MaxRounds; round++)
        {
            function.UpdateFlow();
            Liveness liveness = Liveness.Compute(function);
            double[] costs = SpillCosts.Compute(function, temporaries);

            InterferenceGraph graph = InterferenceGraph.Build(function, liveness);
            Coalescer.Aggressive(graph);
            GraphColoring coloring = Color(graph, costs, out double[] merged);
            if (coloring.Spilled.Count > 0)
            {
                graph = InterferenceGraph.Build(function, liveness);
                Coalescer.Conservative(graph, GraphColoring.Colors);
                coloring = Color(graph, costs, out merged);
            }

            if (coloring.Spilled.Count == 0)
            {
                Rewrite(function, graph, coloring.Color);
                return;
            }

            Spiller.Spill(function, graph, Victims(graph, coloring.Spilled, merged), temporaries);
        }

        throw new CompileException(
            $"'{function.Source.Name}' keeps too many values alive at once for the ten registers of BPF; split it into smaller probes", function.Source.Name, null);
    }

    private static GraphColoring Color(InterferenceGraph graph, double[] costs, out double[] merged)
    {
        merged = new double[graph.Count];
        for (int r = MachineFunction.FirstVirtual; r < graph.Count; r++)
        {
            merged[graph.Root(r)] += costs[r];
        }

        var coloring = new GraphColoring(graph, merged);
        coloring.Run();
        return coloring;
    }

    /// <summary>A register that exists only to carry a spilled value must not be spilled again; its cheapest neighbour goes instead.</summary>
    private static HashSet<int> Victims(InterferenceGraph graph, List<int> failed, double[] costs)
    {
        var victims = new HashSet<int>();
        foreach (int r in failed)
        {
            int best = r;
            double bestCost = costs[r];
            if (bestCost >= SpillCosts.Never)
            {
                foreach (int n in graph.Neighbours(r))
                {
                    int t = graph.Root(n);
                    if (t >= MachineFunction.FirstVirtual && costs[t] < bestCost)
                    {
                        best = t;
                        bestCost = costs[t];
                    }
                }
            }

            victims.Add(best);
        }

        return victims;
    }

    private static void Rewrite(MachineFunction function, InterferenceGraph graph, int[] color)
    {
        int Real(int r) => r < MachineFunction.FirstVirtual ? r : color[graph.Root(r)];
        foreach (MachineBlock block in function.Blocks)
        {
            var code = new List<MachineInstruction>(block.Code.Count);
            foreach (MachineInstruction i in block.Code)
            {
                i.Dst = Real(i.Dst);
                i.A = Real(i.A);
                i.B = Real(i.B);
                if (i.Kind != MachineKind.Move || i.Dst != i.A)
                {
                    code.Add(i);
                }
            }

            block.Code = code;
        }
    }
}
