using System;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>The order of the passes.</summary>
internal static class PassPipeline
{
    /// <summary>All passes by the name under which tests run them alone.</summary>
    public static readonly (string Name, Func<IrFunction, PassContext, bool> Run)[] All =
    [
        ("flow", BranchSimplification.Run),
        ("scalars", ScalarReplacement.Run),
        ("simplify", Simplification.Run),
        ("loops", ConstantLoops.Run),
        ("values", ValueNumbering.Run),
        ("lookups", RepeatedLookups.Run),
        ("threading", JumpThreading.Run),
        ("dead-code", DeadCode.Run),
        ("dead-stores", DeadStores.Run),
        ("memory", MemoryExpansion.Run),
        ("scratch", ScratchPromotion.Run),
        ("division", DivisionExpansion.Run),
        ("truth", TruthValues.Run),
        ("big-constants", BigConstants.Run),
    ];

    private static readonly string[] Optimized =
    [
        "flow", "scalars", "simplify", "loops", "values", "flow", "lookups", "values", "flow", "threading", "simplify", "lookups", "values", "flow", "dead-code", "dead-stores",
        "memory", "scalars", "scratch", "division", "simplify", "values", "dead-code", "dead-stores", "flow",
        "truth", "flow", "threading", "simplify", "values", "flow", "dead-code", "big-constants",
    ];

    /// <summary>What every function needs before instruction selection.</summary>
    private static readonly string[] Plain = ["memory", "scratch", "division", "truth"];

    /// <summary>Brings the function into the form that instruction selection takes.</summary>
    public static void Run(IrFunction function, PassContext context)
    {
        ControlFlow.Update(function);
        if (context.Options.VerifyEachPass)
        {
            IrVerifier.Verify(function);
        }

        foreach (string name in context.Options.Optimize ? Optimized : Plain)
        {
            Find(name)(function, context);
            if (context.Options.VerifyEachPass)
            {
                Verify(function, name);
            }
        }

        ControlFlow.Update(function);
    }

    /// <summary>The pass of that name.</summary>
    public static Func<IrFunction, PassContext, bool> Find(string name)
    {
        foreach ((string n, Func<IrFunction, PassContext, bool> run) in All)
        {
            if (n == name)
            {
                return run;
            }
        }

        throw new ArgumentException($"there is no pass '{name}'", nameof(name));
    }

    private static void Verify(IrFunction function, string pass)
    {
        try
        {
            IrVerifier.Verify(function);
        }
        catch (IrException e)
        {
            throw new IrException($"after pass '{pass}': {e.Message}\n{Ir.Text.IrPrinter.Print(function)}");
        }
    }
}
