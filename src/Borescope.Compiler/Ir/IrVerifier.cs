using System.Collections.Generic;

namespace Borescope.Compiler.Ir;

/// <summary>Checks structure, types and dominance of a function: for tests and debugging, never needed for correct front ends.</summary>
public static class IrVerifier
{
    /// <summary>Checks one function.</summary>
    /// <exception cref="IrException">The first fault found.</exception>
    public static void Verify(IrFunction function)
    {
        ControlFlow.Update(function);
        DominatorTree.Update(function);
        var place = new Dictionary<IrValue, (IrBlock Block, int Index)>();
        foreach (IrBlock b in function.BlockList)
        {
            CheckShape(function, b);
            for (int k = 0; k < b.Code.Count; k++)
            {
                place[b.Code[k]] = (b, k);
            }
        }

        foreach (IrBlock b in function.BlockList)
        {
            for (int k = 0; k < b.Code.Count; k++)
            {
                CheckOperands(function, b, k, place);
                if (IrTyping.Fault(b.Code[k]) is { } fault)
                {
                    throw Fail(function, b, $"{b.Code[k].Op}: {fault}");
                }
            }
        }
    }

    private static void CheckShape(IrFunction f, IrBlock b)
    {
        if (b.Terminator is null)
        {
            throw Fail(f, b, "does not end");
        }

        bool code = false;
        for (int k = 0; k < b.Code.Count; k++)
        {
            IrInstruction i = b.Code[k];
            if (i.IsTerminator && k != b.Code.Count - 1)
            {
                throw Fail(f, b, $"{i.Op} stands before the end");
            }

            if (i.Block != b)
            {
                throw Fail(f, b, $"{i.Op} thinks that it stands in '{i.Block?.Name}'");
            }

            if (i.Type != IrType.Void && (i.Id < 0 || i.Id >= f.ValueCount))
            {
                throw Fail(f, b, $"{i.Op} has no number");
            }

            if (i is IrPhi phi)
            {
                if (code)
                {
                    throw Fail(f, b, "a phi stands behind other instructions");
                }

                CheckPhi(f, b, phi);
            }
            else
            {
                code = true;
            }
        }
    }

    private static void CheckPhi(IrFunction f, IrBlock b, IrPhi phi)
    {
        if (phi.Operands.Length != b.Predecessors.Count)
        {
            throw Fail(f, b, $"a phi has {phi.Operands.Length} values for {b.Predecessors.Count} predecessors");
        }

        foreach (IrBlock p in b.Predecessors)
        {
            if (System.Array.IndexOf(phi.IncomingBlocks, p) < 0)
            {
                throw Fail(f, b, $"a phi has no value from '{p.Name}'");
            }
        }
    }

    private static void CheckOperands(IrFunction f, IrBlock b, int index, Dictionary<IrValue, (IrBlock Block, int Index)> place)
    {
        IrInstruction i = b.Code[index];
        for (int k = 0; k < i.Operands.Length; k++)
        {
            IrValue o = i.Operands[k];
            if (o is not IrInstruction)
            {
                continue;
            }

            if (!place.TryGetValue(o, out (IrBlock Block, int Index) at))
            {
                throw Fail(f, b, $"{i.Op} uses a value (%{o.Id}) that stands in no reachable block");
            }

            bool good = i is IrPhi phi
                ? DominatorTree.Dominates(at.Block, phi.IncomingBlocks[k])
                : at.Block == b ? at.Index < index : DominatorTree.Dominates(at.Block, b);
            if (!good)
            {
                throw Fail(f, b, $"{i.Op} uses a value (%{o.Id}) that is not defined on every way to it");
            }
        }
    }

    private static IrException Fail(IrFunction f, IrBlock b, string what) => new($"function '{f.Name}', block '{b.Name}': {what}");
}
