using System;
using System.Collections.Generic;

using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Stack of the deepest call chain, which the kernel limits together (frames count in steps of 32 bytes, eight deep at most).</summary>
internal static class StackDepth
{
    private const int FrameStep = 32;
    private const int MaxDepth = 8;

    public static int Check(CompiledFunction program, IReadOnlyDictionary<IrFunction, CompiledFunction> functions)
    {
        var chain = new List<CompiledFunction>();
        int depth = Of(program, functions, chain);
        if (depth > FrameLayout.StackLimit)
        {
            throw TooBig(program.Source.Name, depth);
        }

        return depth;
    }

    public static CompileException TooBig(string name, int bytes) => new(
        $"'{name}' needs {bytes} bytes of stack, the kernel gives {FrameLayout.StackLimit}: use fewer or smaller variables, strings and map keys at the same time, "
        + "or split the probe",
        name,
        null);

    private static int Of(CompiledFunction function, IReadOnlyDictionary<IrFunction, CompiledFunction> functions, List<CompiledFunction> chain)
    {
        if (chain.Contains(function))
        {
            throw new CompileException($"'{function.Source.Name}' calls itself, which BPF does not allow", function.Source.Name, null);
        }

        chain.Add(function);
        if (chain.Count > MaxDepth)
        {
            throw new CompileException($"'{chain[0].Source.Name}' nests calls more than {MaxDepth} deep, which BPF does not allow", chain[0].Source.Name, null);
        }

        int deepest = 0;
        var seen = new HashSet<IrFunction>();
        foreach ((_, IrFunction callee) in function.Calls)
        {
            if (seen.Add(callee))
            {
                deepest = Math.Max(deepest, Of(functions[callee], functions, chain));
            }
        }

        chain.RemoveAt(chain.Count - 1);
        return Bits.AlignUp(Math.Max(function.FrameSize, 1), FrameStep) + deepest;
    }
}
