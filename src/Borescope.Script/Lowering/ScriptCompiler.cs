using System.Collections.Generic;
using System.Linq;
using Borescope.Compiler;
using Borescope.Compiler.Ir.Text;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;

namespace Borescope.Script.Lowering;

/// <summary>Bound script → BPF code.</summary>
public static class ScriptCompiler
{
    /// <summary>Bytes up to which a value stays on the stack unless the script says otherwise: short strings and keys do, and need no map lookup.</summary>
    private const int StackObjectLimit = 64;

    /// <summary>Lowers and compiles all probes.</summary>
    /// <exception cref="LoweringException">Something in the script cannot become BPF code.</exception>
    /// <exception cref="CompileException">A program does not fit: too big for the stack, or a helper its type may not call.</exception>
    public static CompiledScript Compile(BoundProgram program, ScriptSource source, LoweringOptions options)
    {
        var module = new ModuleLowering(program, source, options);
        var probes = new List<CompiledProbe>(program.Probes.Count);
        for (int i = 0; i < program.Probes.Count; i++)
        {
            BoundProbe probe = program.Probes[i];
            string name = $"{probe.AttachPoints[0].Provider.ToString().ToLowerInvariant()}_{i}";
            probes.Add(new ProbeLowering(module, probe, name).Lower());
        }

        if (module.UsesEvents)
            module.Module.Maps.Add(module.Events);
        if (module.UsesPackets)
            module.Module.Maps.Add(module.Packets);
        module.Module.Maps.Add(module.Counters);
        string text = options.KeepIrText ? IrPrinter.Print(module.Module) : "";
        CompiledModule code = BpfCompiler.Compile(module.Module, new CompilerOptions { OnStackObjectLimit = program.Configuration.OnStackLimit ?? StackObjectLimit });
        return new CompiledScript
        {
            Text = source,
            Source = program,
            Module = code,
            Probes = probes,
            Maps = module.Storages.ToDictionary(s => s.Map),
            StackShapes = [.. module.StackMaps.Keys],
            UsesEvents = module.UsesEvents,
            UsesPackets = module.UsesPackets,
            UsesUserAddresses = module.UsesUserAddresses,
            Actions = module.Actions,
            AttachPointNames = module.AttachPointNames,
            Cells = module.Cells,
            IrText = text,
        };
    }
}
