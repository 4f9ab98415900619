using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Which registers hold different values at the same time. Merged registers are represented by their root.</summary>
internal sealed class InterferenceGraph
{
    private readonly ulong[] _bits;
    private readonly List<int>?[] _neighbours;
    private readonly int[] _parent;

    public InterferenceGraph(int registers)
    {
        Count = registers;
        _bits = new ulong[((((long)registers * (registers - 1)) / 2) + 63) / 64];
        _neighbours = new List<int>?[registers];
        _parent = new int[registers];
        Degree = new int[registers];
        for (int i = 0; i < registers; i++)
        {
            _parent[i] = i;
        }
    }

    public int Count { get; }

    /// <summary>Upper bound of distinct neighbours per root.</summary>
    public int[] Degree { get; }

    /// <summary>Moves that would vanish if both sides were the same register, with the weight of their block.</summary>
    public List<(int Dst, int Src, int Weight)> Moves { get; } = [];

    public static InterferenceGraph Build(MachineFunction function, Liveness liveness)
    {
        var g = new InterferenceGraph(function.RegisterCount);
        ulong[] live = new ulong[liveness.Words];
        foreach (MachineBlock block in function.Blocks)
        {
            liveness.Out(block).CopyTo(live, 0);
            for (int k = block.Code.Count - 1; k >= 0; k--)
            {
                MachineInstruction i = block.Code[k];
                Operands o = Operands.Of(i);
                bool isMove = i.Kind == MachineKind.Move && i.A != MachineFunction.FramePointer;
                if (isMove)
                {
                    Liveness.Remove(live, i.A);
                    g.Moves.Add((i.Dst, i.A, 1 << (3 * System.Math.Min(block.LoopDepth, 5))));
                }

                if (o.ClobbersCallerSaved)
                {
                    for (int r = 0; r <= 5; r++)
                    {
                        g.AddEdges(r, live);
                    }
                }
                else if (o.Def >= 0)
                {
                    g.AddEdges(o.Def, live);
                }

                Liveness.Step(live, o);
            }
        }

        return g;
    }

    public int Root(int r)
    {
        while (_parent[r] != r)
        {
            r = _parent[r] = _parent[_parent[r]];
        }

        return r;
    }

    public bool Interferes(int a, int b)
    {
        if (a == b)
        {
            return false;
        }

        if (a < MachineFunction.FirstVirtual && b < MachineFunction.FirstVirtual)
        {
            return true;
        }

        long at = Index(a, b);
        return ((_bits[at >> 6] >> (int)(at & 63)) & 1) != 0;
    }

    public IReadOnlyList<int> Neighbours(int root) => _neighbours[root] ?? (IReadOnlyList<int>)System.Array.Empty<int>();

    /// <summary>Makes <paramref name="b"/> the same register as <paramref name="a"/> (a real one must be a).</summary>
    public void Merge(int a, int b)
    {
        _parent[b] = a;
        if (_neighbours[b] is { } list)
        {
            foreach (int n in list)
            {
                int r = Root(n);
                if (r != a)
                {
                    AddEdge(a, r);
                }
            }
        }
    }

    private static long Index(int a, int b) => a > b ? (((long)a * (a - 1)) / 2) + b : (((long)b * (b - 1)) / 2) + a;

    private void AddEdges(int register, ulong[] live)
    {
        for (int w = 0; w < live.Length; w++)
        {
            for (ulong bits = live[w]; bits != 0; bits &= bits - 1)
            {
                int other = (w << 6) + Bits.TrailingZeros(bits);
                if (other != register)
                {
                    AddEdge(register, other);
                }
            }
        }
    }

    private void AddEdge(int a, int b)
    {
        if (a < MachineFunction.FirstVirtual && b < MachineFunction.FirstVirtual)
        {
            return;
        }

        long at = Index(a, b);
        ulong bit = 1UL << (int)(at & 63);
        if ((_bits[at >> 6] & bit) == 0)
        {
            _bits[at >> 6] |= bit;
            (_neighbours[a] ??= []).Add(b);
            (_neighbours[b] ??= []).Add(a);
            Degree[a]++;
            Degree[b]++;
        }
    }
}
