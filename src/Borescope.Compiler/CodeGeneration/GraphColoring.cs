using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Optimistic colouring (Chaitin, Briggs) of a coalesced graph with the ten real registers.</summary>
internal sealed class GraphColoring
{
    /// <summary>r0 to r9.</summary>
    public const int Colors = 10;

    private static readonly int[] Preference = [1, 2, 3, 4, 5, 0, 6, 7, 8, 9];

    private readonly InterferenceGraph _graph;
    private readonly double[] _costs;
    private readonly List<int>[] _adjacent;
    private readonly int[] _degree;

    public GraphColoring(InterferenceGraph graph, double[] costs)
    {
        _graph = graph;
        _costs = costs;
        _adjacent = new List<int>[graph.Count];
        _degree = new int[graph.Count];
        Color = new int[graph.Count];
    }

    /// <summary>Real register per root, -1 for those in <see cref="Spilled"/>.</summary>
    public int[] Color { get; }

    /// <summary>Roots that got no register.</summary>
    public List<int> Spilled { get; } = [];

    public void Run()
    {
        List<int> nodes = Prepare();
        Stack<int> order = Simplify(nodes);
        Select(order);
    }

    private List<int> Prepare()
    {
        var nodes = new List<int>();
        var last = new int[_graph.Count];
        for (int r = 0; r < _graph.Count; r++)
        {
            Color[r] = r < Colors ? r : -1;
            if (r < MachineFunction.FirstVirtual || _graph.Root(r) != r)
            {
                continue;
            }

            nodes.Add(r);
            var list = new List<int>(_graph.Neighbours(r).Count);
            foreach (int n in _graph.Neighbours(r))
            {
                int t = _graph.Root(n);
                if (t != r && last[t] != r)
                {
                    last[t] = r;
                    list.Add(t);
                }
            }

            _adjacent[r] = list;
            _degree[r] = list.Count;
        }

        return nodes;
    }

    private Stack<int> Simplify(List<int> nodes)
    {
        var order = new Stack<int>(nodes.Count);
        var easy = new Stack<int>();
        var hard = new List<int>();
        bool[] removed = new bool[_graph.Count];
        foreach (int r in nodes)
        {
            if (_degree[r] < Colors)
            {
                easy.Push(r);
            }
            else
            {
                hard.Add(r);
            }
        }

        while (true)
        {
            while (easy.Count > 0)
            {
                int r = easy.Pop();
                if (removed[r])
                {
                    continue;
                }

                removed[r] = true;
                order.Push(r);
                foreach (int n in _adjacent[r])
                {
                    if (n >= MachineFunction.FirstVirtual && --_degree[n] == Colors - 1 && !removed[n])
                    {
                        easy.Push(n);
                    }
                }
            }

            int best = -1;
            int bestAt = -1;
            for (int k = hard.Count - 1; k >= 0; k--)
            {
                int r = hard[k];
                if (removed[r])
                {
                    hard.RemoveAt(k);
                    if (bestAt > k)
                    {
                        bestAt--;
                    }
                }
                else if (best < 0 || _costs[r] * _degree[best] < _costs[best] * _degree[r])
                {
                    best = r;
                    bestAt = k;
                }
            }

            if (best < 0)
            {
                return order;
            }

            hard.RemoveAt(bestAt);
            easy.Push(best);
        }
    }

    private void Select(Stack<int> order)
    {
        Dictionary<int, List<int>> partners = Partners();
        while (order.Count > 0)
        {
            int r = order.Pop();
            int taken = 0;
            foreach (int n in _adjacent[r])
            {
                if (Color[n] >= 0)
                {
                    taken |= 1 << Color[n];
                }
            }

            if (taken == (1 << Colors) - 1)
            {
                Spilled.Add(r);
                continue;
            }

            Color[r] = Choose(r, taken, partners);
        }
    }

    private int Choose(int r, int taken, Dictionary<int, List<int>> partners)
    {
        if (partners.TryGetValue(r, out List<int>? list))
        {
            foreach (int p in list)
            {
                int c = Color[_graph.Root(p)];
                if (c >= 0 && (taken & (1 << c)) == 0)
                {
                    return c;
                }
            }
        }

        foreach (int c in Preference)
        {
            if ((taken & (1 << c)) == 0)
            {
                return c;
            }
        }

        return -1;
    }

    /// <summary>The other sides of moves that could not be merged: sharing their register still saves the move.</summary>
    private Dictionary<int, List<int>> Partners()
    {
        var partners = new Dictionary<int, List<int>>();
        foreach ((int dst, int src, _) in _graph.Moves)
        {
            int a = _graph.Root(dst);
            int b = _graph.Root(src);
            if (a != b)
            {
                Add(partners, a, b);
                Add(partners, b, a);
            }
        }

        return partners;
    }

    private static void Add(Dictionary<int, List<int>> partners, int a, int b)
    {
        if (!partners.TryGetValue(a, out List<int>? list))
        {
            list = [];
            partners.Add(a, list);
        }

        list.Add(b);
    }
}
