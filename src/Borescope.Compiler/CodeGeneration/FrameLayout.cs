using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// Places local objects and spilled registers below r10. Objects that are never alive together share bytes. Runs after register allocation.
/// </summary>
internal static class FrameLayout
{
    /// <summary>Bytes of stack the kernel gives a program with all the functions it calls (MAX_BPF_STACK).</summary>
    public const int StackLimit = 512;

    public static void Run(MachineFunction function)
    {
        int n = function.Frame.Count;
        if (n == 0)
        {
            return;
        }

        bool[,] together = SlotLiveness.Interference(function, out bool[] used);
        int[] order = new int[n];
        for (int i = 0; i < n; i++)
        {
            order[i] = i;
        }

        // Spills and small objects of large alignment first would fragment less, but big ones first pack best; ties keep source order.
        System.Array.Sort(order, (a, b) => function.Frame[b].Size != function.Frame[a].Size ? function.Frame[b].Size.CompareTo(function.Frame[a].Size) : a.CompareTo(b));
        var placed = new List<int>(n);
        int depth = 0;
        foreach (int o in order)
        {
            if (!used[o])
            {
                continue;
            }

            FrameObject item = function.Frame[o];
            int end = Place(function, item, o, placed, together);
            item.Offset = -end;
            placed.Add(o);
            depth = System.Math.Max(depth, end);
        }

        function.FrameSize = Bits.AlignUp(depth, 8);
    }

    /// <summary>Smallest distance below r10 at which the object fits.</summary>
    private static int Place(MachineFunction function, FrameObject item, int index, List<int> placed, bool[,] together)
    {
        int end = Bits.AlignUp(item.Size, item.Alignment);
        for (bool moved = true; moved;)
        {
            moved = false;
            foreach (int p in placed)
            {
                FrameObject other = function.Frame[p];
                int otherEnd = -other.Offset;
                int otherStart = otherEnd - other.Size;
                if (together[index, p] && end > otherStart && end - item.Size < otherEnd)
                {
                    end = Bits.AlignUp(otherEnd + item.Size, item.Alignment);
                    moved = true;
                }
            }
        }

        return end;
    }
}
