using System.Collections.Generic;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// Moves registers to the stack, always as whole 8 bytes so that the verifier keeps knowing what they are. A register with one definition that is a
/// constant or an address is computed anew before each use instead.
/// </summary>
internal static class Spiller
{
    public static void Spill(MachineFunction function, InterferenceGraph graph, HashSet<int> roots, HashSet<int> temporaries)
    {
        Dictionary<int, MachineInstruction> constants = Constants(function, graph, roots);
        var slots = new Dictionary<int, int>();
        foreach (int root in roots)
        {
            if (!constants.ContainsKey(root))
            {
                slots.Add(root, function.NewSlot(8, 8, "spill"));
            }
        }

        foreach (MachineBlock block in function.Blocks)
        {
            var code = new List<MachineInstruction>(block.Code.Count + 8);
            foreach (MachineInstruction i in block.Code)
            {
                Rewrite(function, graph, slots, constants, temporaries, i, code);
            }

            block.Code = code;
        }
    }

    private static Dictionary<int, MachineInstruction> Constants(MachineFunction function, InterferenceGraph graph, HashSet<int> roots)
    {
        var definitions = new Dictionary<int, MachineInstruction?>();
        foreach (MachineBlock block in function.Blocks)
        {
            foreach (MachineInstruction i in block.Code)
            {
                int def = Operands.Of(i).Def;
                if (def < MachineFunction.FirstVirtual || !roots.Contains(graph.Root(def)))
                {
                    continue;
                }

                int root = graph.Root(def);
                bool first = !definitions.ContainsKey(root);
                definitions[root] = first && i.IsRematerializable ? i : null;
            }
        }

        var constants = new Dictionary<int, MachineInstruction>();
        foreach (KeyValuePair<int, MachineInstruction?> d in definitions)
        {
            if (d.Value is { } i)
            {
                constants.Add(d.Key, i);
            }
        }

        return constants;
    }

    private static void Rewrite(
        MachineFunction function,
        InterferenceGraph graph,
        Dictionary<int, int> slots,
        Dictionary<int, MachineInstruction> constants,
        HashSet<int> temporaries,
        MachineInstruction i,
        List<MachineInstruction> code)
    {
        Operands o = Operands.Of(i);
        var fresh = new Dictionary<int, int>();
        int defRoot = o.Def >= MachineFunction.FirstVirtual ? graph.Root(o.Def) : -1;
        if (defRoot >= 0 && constants.ContainsKey(defRoot))
        {
            // The one definition: every use makes its own.
            return;
        }

        if (i.Kind == MachineKind.Move && defRoot >= 0 && slots.ContainsKey(defRoot) && graph.Root(i.A) == defRoot)
        {
            return;
        }

        for (int k = 0; k < o.UseCount; k++)
        {
            int r = o[k];
            if (r < MachineFunction.FirstVirtual || fresh.ContainsKey(r))
            {
                continue;
            }

            int root = graph.Root(r);
            if (constants.TryGetValue(root, out MachineInstruction? constant))
            {
                int t = NewTemporary(function, temporaries);
                MachineInstruction copy = constant.Clone();
                copy.Dst = t;
                copy.Location = i.Location;
                code.Add(copy);
                fresh.Add(r, t);
            }
            else if (slots.TryGetValue(root, out int slot))
            {
                if (JustStored(code, slot) is { } at)
                {
                    // The value is still in the register it was stored from; what is about to be overwritten need not be stored at all.
                    fresh.Add(r, code[at].B);
                    if (i.ReadsDst && i.Dst == r)
                    {
                        code.RemoveAt(at);
                    }

                    continue;
                }

                int t = NewTemporary(function, temporaries);
                code.Add(new MachineInstruction(MachineKind.Load)
                {
                    Dst = t, A = MachineFunction.FramePointer, Slot = slot, Code = Instructions.BpfOpcode.DW, Location = i.Location,
                });
                fresh.Add(r, t);
            }
        }

        int store = -1;
        if (defRoot >= 0 && slots.TryGetValue(defRoot, out int target))
        {
            if (!fresh.ContainsKey(o.Def))
            {
                fresh.Add(o.Def, NewTemporary(function, temporaries));
            }

            store = target;
        }

        int defined = o.Def;
        if (fresh.Count > 0)
        {
            i.Dst = Replace(i.Dst, fresh);
            i.A = Replace(i.A, fresh);
            i.B = Replace(i.B, fresh);
            defined = Replace(defined, fresh);
        }

        code.Add(i);
        if (store >= 0)
        {
            code.Add(new MachineInstruction(MachineKind.Store)
            {
                A = MachineFunction.FramePointer, Slot = store, B = defined, Code = Instructions.BpfOpcode.DW, Location = i.Location,
            });
        }
    }

    private static int? JustStored(List<MachineInstruction> code, int slot)
    {
        int last = code.Count - 1;
        return last >= 0 && code[last].Kind == MachineKind.Store && code[last].Slot == slot && code[last].B >= MachineFunction.FirstVirtual ? last : null;
    }

    private static int Replace(int register, Dictionary<int, int> fresh) => fresh.TryGetValue(register, out int t) ? t : register;

    private static int NewTemporary(MachineFunction function, HashSet<int> temporaries)
    {
        int t = function.NewRegister();
        temporaries.Add(t);
        return t;
    }
}
