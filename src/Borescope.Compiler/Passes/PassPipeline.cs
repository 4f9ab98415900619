using System;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>The order of the passes.</summary>
internal static class PassPipeline
{
    /// <summary>What every function needs before instruction selection, optimised or not.</summary>
    private static readonly (string Name, Func<IrFunction, PassContext, bool> Run)[] Legalizing =
    [
        ("expand-memory", MemoryExpansion.Run),
        ("scratch", ScratchPromotion.Run),
        ("expand-division", DivisionExpansion.Run),
        ("truth-values", TruthValues.Run),
    ];

    /// <summary>Brings the function into the form that instruction selection takes.</summary>
    public static void Run(IrFunction function, PassContext context)
    {
        ControlFlow.Update(function);
        foreach ((_, Func<IrFunction, PassContext, bool> run) in Legalizing)
        {
            run(function, context);
        }

        ControlFlow.Update(function);
    }
}
