using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Removes whatever no effect depends on, and stores into local objects that nobody reads.</summary>
internal static class DeadCode
{
    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        bool[] live = new bool[function.ValueCount];
        var work = new Stack<IrInstruction>();
        var writeOnly = new Dictionary<IrInstruction, List<IrInstruction>>();
        SlotAccess access = SlotAccess.Analyze(function);
        foreach (IrInstruction slot in access.Slots)
        {
            if (!access.Escapes(slot))
            {
                writeOnly.Add(slot, []);
            }
        }

        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                if (!i.HasEffect)
                {
                    continue;
                }

                // A store into a local object counts only once something reads the object.
                if (i.Op is IrOp.Store or IrOp.MemSet or IrOp.MemCopy && access.TryGetBase(i.Operands[0], out IrInstruction slot, out _)
                    && writeOnly.TryGetValue(slot, out List<IrInstruction>? stores))
                {
                    stores.Add(i);
                }
                else
                {
                    work.Push(i);
                }
            }
        }

        var kept = new HashSet<IrInstruction>(work);
        while (work.Count > 0)
        {
            IrInstruction i = work.Pop();
            foreach (IrValue o in i.Operands)
            {
                if (o is IrInstruction d && !live[d.Id])
                {
                    live[d.Id] = true;
                    work.Push(d);
                }
            }

            int reads = i.Op == IrOp.Load ? 0 : i.Op == IrOp.MemCopy ? 1 : -1;
            if (reads >= 0 && access.TryGetBase(i.Operands[reads], out IrInstruction slot, out _) && writeOnly.TryGetValue(slot, out List<IrInstruction>? stores))
            {
                writeOnly.Remove(slot);
                foreach (IrInstruction s in stores)
                {
                    kept.Add(s);
                    work.Push(s);
                }
            }
        }

        bool changed = false;
        foreach (IrBlock b in function.BlockList)
        {
            changed |= b.Code.RemoveAll(i => i.HasEffect ? !kept.Contains(i) : !live[i.Id]) > 0;
        }

        return changed;
    }
}
