using System;
using System.Collections.Generic;

using Borescope.Compiler.Btf;
using Borescope.Compiler.Calls;
using Borescope.Compiler.CodeGeneration;
using Borescope.Compiler.Ir;
using Borescope.Compiler.Passes;

namespace Borescope.Compiler;

/// <summary>From IR to BPF programs.</summary>
public static class BpfCompiler
{
    /// <summary>Bytes of a value of a per-CPU array: the kernel's smallest unit of per-CPU memory (PCPU_MIN_UNIT_SIZE).</summary>
    private const int MaxScratchSize = 32 << 10;

    /// <summary>Compiles all functions of a module. The module's IR is consumed: passes change it in place.</summary>
    /// <exception cref="CompileException">The user's program cannot be compiled: a helper that its type may not call, a stack too small, ...</exception>
    /// <exception cref="IrException">The IR is malformed.</exception>
    public static CompiledModule Compile(IrModule module, CompilerOptions? options = null)
    {
        var context = new PassContext(options ?? new CompilerOptions(), module);
        CallCheck.Run(module);
        var compiled = new Dictionary<IrFunction, CompiledFunction>();
        var programs = new List<IrFunction>();

        // Sub-programs first: their parts of the scratch value come before the programs' own.
        foreach (IrFunction f in module.Functions)
        {
            if (f.IsExternal)
            {
                continue;
            }

            if (f.IsSubprogram)
            {
                compiled.Add(f, FunctionCompiler.Run(f, context));
                context.ScratchStart = Math.Max(context.ScratchStart, context.ScratchEnd);
            }
            else
            {
                programs.Add(f);
            }
        }

        foreach (IrFunction f in programs)
        {
            compiled.Add(f, FunctionCompiler.Run(f, context));
        }

        var btf = context.Options.OmitBtf ? null : new BtfBuilder();
        var linker = new ProgramLinker(compiled, btf);
        var results = new List<CompiledProgram>(programs.Count);
        int scratch = 0;
        for (int i = 0; i < programs.Count; i++)
        {
            CompiledProgram p = linker.Link(compiled[programs[i]], i);
            if (p.ScratchSize > MaxScratchSize)
            {
                throw new CompileException(
                    $"'{p.Name}' keeps {p.ScratchSize} bytes of strings and other large values, and the kernel gives {MaxScratchSize} per CPU: "
                    + "read shorter ones, as str(p, 64) does or the setting max_strlen, or split the probe",
                    p.Name,
                    null);
            }

            scratch = Math.Max(scratch, p.ScratchSize);
            results.Add(p);
        }

        return new CompiledModule(results, btf?.ToBytes() ?? [], module.License ?? "GPL", scratch, scratch > 0 ? programs.Count : 0);
    }
}
