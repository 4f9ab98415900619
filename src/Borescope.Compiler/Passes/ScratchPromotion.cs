using System.Collections.Generic;

using Borescope.Compiler.Calls;
using Borescope.Compiler.CodeGeneration;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>
/// Moves local objects above the limit into the program's entry of the per-CPU scratch map. The entry is looked up once, in the block that dominates all
/// accesses and stands in no loop, so that a failing predicate does not pay for it; should the lookup ever fail, the program returns 0.
/// </summary>
internal static class ScratchPromotion
{
    /// <summary>Stack for objects, were none to share bytes; the rest of the 512 bytes is left for spilled registers and called functions.</summary>
    private const int StackBudget = 384;

    private const int SmallestLimit = 16;

    public static bool Run(IrFunction function, PassContext context)
    {
        context.ScratchEnd = context.ScratchStart;
        List<IrInstruction> moved = Choose(function, context.Options.OnStackObjectLimit);

        if (moved.Count == 0)
        {
            return false;
        }

        DominatorTree.Update(function);
        IrBlock at = Hoisted(CommonDominator(function, moved));
        IrInstruction home = Lookup(function, at, ScratchMap(context), out IrBlock rest);
        int offset = context.ScratchStart;
        int insert = 0;
        foreach (IrInstruction slot in moved)
        {
            offset = Bits.AlignUp(offset, 8);
            if (offset == 0)
            {
                slot.Replacement = home;
            }
            else
            {
                IrInstruction address = IrFactory.Binary(function, IrBinaryOp.Add, IrType.Pointer, home, new IrConstant(IrType.I64, offset), null);
                address.Block = rest;
                rest.Code.Insert(insert++, address);
                slot.Replacement = address;
            }

            offset += slot.Size;
        }

        context.ScratchEnd = Bits.AlignUp(offset, 8);
        IrRewriter.Apply(function);
        ControlFlow.Update(function);
        return true;
    }

    /// <summary>Objects above the limit; when the rest could still burst the stack, the limit sinks.</summary>
    private static List<IrInstruction> Choose(IrFunction function, int limit)
    {
        HashSet<IrValue> contexts = CallbackContexts(function);
        while (true)
        {
            var moved = new List<IrInstruction>();
            int rest = 0;
            foreach (IrInstruction i in function.BlockList[0].Code)
            {
                if (i.Op == IrOp.StackSlot && i.Size > limit && !contexts.Contains(i))
                {
                    moved.Add(i);
                }
                else if (i.Op == IrOp.StackSlot)
                {
                    rest += Bits.AlignUp(i.Size, 8);
                }
            }

            if (rest <= StackBudget || limit <= SmallestLimit)
            {
                return moved;
            }

            limit /= 2;
        }
    }

    /// <summary>Objects that callbacks get: the kernel takes only stack for them.</summary>
    private static HashSet<IrValue> CallbackContexts(IrFunction function)
    {
        var contexts = new HashSet<IrValue>();
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                if (i.Op != IrOp.CallHelper)
                {
                    continue;
                }

                IReadOnlyList<BpfArgumentKind> kinds = BpfHelpers.Get(i.HelperId).Arguments;
                for (int k = 0; k < kinds.Count && k < i.Operands.Length; k++)
                {
                    if (kinds[k] == BpfArgumentKind.CallbackContext)
                    {
                        contexts.Add(i.Operands[k]);
                    }
                }
            }
        }

        return contexts;
    }

    private static IrMap ScratchMap(PassContext context)
    {
        foreach (IrMap m in context.Module.Maps)
        {
            if (m.Name == CompiledModule.ScratchMapName)
            {
                return m;
            }
        }

        var map = new IrMap(CompiledModule.ScratchMapName);
        context.Module.Maps.Add(map);
        return map;
    }

    private static IrBlock CommonDominator(IrFunction function, List<IrInstruction> slots)
    {
        var wanted = new HashSet<IrValue>(slots);
        IrBlock? common = null;
        foreach (IrBlock b in function.BlockList)
        {
            foreach (IrInstruction i in b.Code)
            {
                for (int k = 0; k < i.Operands.Length; k++)
                {
                    if (wanted.Contains(i.Operands[k]))
                    {
                        IrBlock user = i is IrPhi phi ? phi.IncomingBlocks[k] : b;
                        common = common is null ? user : Meet(common, user);
                    }
                }
            }
        }

        return common ?? function.BlockList[0];
    }

    private static IrBlock Meet(IrBlock a, IrBlock b)
    {
        while (!DominatorTree.Dominates(a, b))
        {
            a = a.Dominator!;
        }

        return a;
    }

    /// <summary>The nearest dominator outside of all loops.</summary>
    private static IrBlock Hoisted(IrBlock block)
    {
        while (block.Dominator is { } up && InLoop(block))
        {
            block = up;
        }

        return block;
    }

    private static bool InLoop(IrBlock block)
    {
        var seen = new HashSet<IrBlock>();
        var work = new Stack<IrBlock>();
        work.Push(block);
        while (work.Count > 0)
        {
            foreach (IrBlock s in work.Pop().Successors)
            {
                if (s == block)
                {
                    return true;
                }

                if (seen.Add(s))
                {
                    work.Push(s);
                }
            }
        }

        return false;
    }

    private static IrInstruction Lookup(IrFunction function, IrBlock at, IrMap map, out IrBlock rest)
    {
        int start = 0;
        while (at.Code[start].Op is IrOp.Phi or IrOp.StackSlot)
        {
            start++;
        }

        SourceLocation? location = at.Code[start].Location;
        rest = IrRewriter.Split(function, at, start, "scratch");
        IrInstruction key = IrFactory.StackSlot(function, 4, 4, "scratch key");
        key.Block = function.BlockList[0];
        function.BlockList[0].Code.Insert(0, key);
        IrInstruction store = IrFactory.Store(key, 0, new IrConstant(IrType.I32, 0), location);
        store.Symbol = CodeEmitter.ScratchKey;
        at.Add(store);
        var address = new IrInstruction(IrOp.MapAddress, IrType.Pointer, IrInstruction.NoOperands) { Symbol = map, Id = function.NewId(), Location = location };
        at.Add(address);
        IrInstruction home = IrFactory.CallHelper(function, BpfHelper.MapLookupElem, [address, key], location);
        at.Add(home);
        IrInstruction missing = IrFactory.Compare(function, IrCondition.Eq, home, new IrConstant(IrType.Pointer, 0), location);
        at.Add(missing);
        IrBlock leave = function.NewBlock("no scratch");
        leave.Add(new IrInstruction(
            IrOp.Return, IrType.Void, function.ReturnType == IrType.Void ? IrInstruction.NoOperands : [new IrConstant(function.ReturnType, 0)])
        {
            Location = location,
        });
        at.Add(IrFactory.BranchIf(missing, leave, rest, location));
        return home;
    }
}
