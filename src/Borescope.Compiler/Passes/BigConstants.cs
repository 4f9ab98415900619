using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// A 64-bit constant that no instruction can hold takes two slots each time. One that several instructions need is loaded once, in the block that dominates
/// them all; under register pressure the allocator makes it anew at each use.
/// </summary>
internal static class BigConstants
{
    public static bool Run(IrFunction function, PassContext context)
    {
        _ = context;
        var uses = new Dictionary<(long, IrType), List<(IrInstruction User, int Operand, IrBlock Block)>>();
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                for (int k = 0; k < i.Operands.Length; k++)
                {
                    if (i.Operands[k] is IrConstant c && NeedsRegister(i, k, c))
                    {
                        var key = (c.Value, c.Type);
                        if (!uses.TryGetValue(key, out List<(IrInstruction, int, IrBlock)>? list))
                        {
                            list = [];
                            uses.Add(key, list);
                        }

                        list.Add((i, k, i is IrPhi phi ? phi.IncomingBlocks[k] : b));
                    }
                }
            }
        }

        bool changed = false;
        foreach (KeyValuePair<(long Value, IrType Type), List<(IrInstruction User, int Operand, IrBlock Block)>> u in uses)
        {
            if (u.Value.Count > 1)
            {
                changed = true;
                Hoist(function, new IrConstant(u.Key.Type, u.Key.Value), u.Value);
            }
        }

        return changed;
    }

    private static bool NeedsRegister(IrInstruction user, int operand, IrConstant c)
    {
        if (!c.Type.Is64() || c.Value == (int)c.Value || user.Op == IrOp.Materialize)
        {
            return false;
        }

        // A mask of the low 32 bits is a 32-bit move; address sums melt into offsets.
        return !(user.Op == IrOp.Binary && user.BinaryOp == IrBinaryOp.And && operand == 1 && c.Value == 0xffffffff);
    }

    private static void Hoist(IrFunction function, IrConstant constant, List<(IrInstruction User, int Operand, IrBlock Block)> uses)
    {
        DominatorTree.Update(function);
        IrBlock home = uses[0].Block;
        foreach ((_, _, IrBlock b) in uses)
        {
            while (!DominatorTree.Dominates(home, b))
            {
                home = home.Dominator!;
            }
        }

        IrInstruction made = IrFactory.Unary(function, IrOp.Materialize, constant.Type, constant, null);
        made.Block = home;
        home.Code.Insert(Place(home, uses), made);
        foreach ((IrInstruction user, int operand, _) in uses)
        {
            user.Operands[operand] = made;
        }
    }

    private static int Place(IrBlock home, List<(IrInstruction User, int Operand, IrBlock Block)> uses)
    {
        int first = home.Code.Count - 1;
        foreach ((IrInstruction user, _, IrBlock b) in uses)
        {
            if (b == home && user is not IrPhi)
            {
                first = System.Math.Min(first, home.Code.IndexOf(user));
            }
        }

        return first;
    }
}
