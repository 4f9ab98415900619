using System.Collections.Generic;

using Borescope.Compiler.Btf;
using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Puts a program and the sub-programs it reaches into one run of slots and resolves the calls between them.</summary>
internal sealed class ProgramLinker(IReadOnlyDictionary<IrFunction, CompiledFunction> functions, BtfBuilder? btf)
{
    private readonly FunctionTypes? _types = btf is null ? null : new FunctionTypes(btf);

    /// <param name="program">The program.</param>
    /// <param name="scratchKey">Its number, the key of its scratch entry.</param>
    public CompiledProgram Link(CompiledFunction program, int scratchKey)
    {
        List<CompiledFunction> parts = Reachable(program);
        var starts = new Dictionary<IrFunction, int>();
        int total = 0;
        int scratch = 0;
        foreach (CompiledFunction p in parts)
        {
            starts.Add(p.Source, total);
            total += p.Code.Count;
            scratch = System.Math.Max(scratch, p.ScratchSize);
        }

        var code = new BpfInstruction[total];
        var relocations = new List<BpfRelocation>();
        var infos = new List<BpfFunctionInfo>();
        var lines = new List<BpfLineInfo>();
        bool withLines = parts.TrueForAll(static p => p.Lines.Count > 0);
        foreach (CompiledFunction p in parts)
        {
            int start = starts[p.Source];
            p.Code.CopyTo(code, start);
            foreach ((int index, IrFunction callee) in p.Calls)
            {
                // Both a call and an ld_imm64 of a function count from the slot behind the instruction's first one.
                int at = start + index;
                code[at] = code[at] with { Immediate = starts[callee] - at - 1 };
            }

            foreach (int key in p.ScratchKeys)
            {
                code[start + key] = code[start + key] with { Immediate = scratchKey };
            }

            foreach (BpfRelocation r in p.Relocations)
            {
                relocations.Add(r with { InstructionIndex = r.InstructionIndex + start });
            }

            infos.Add(new BpfFunctionInfo(start, _types?.Of(p.Source) ?? 0, p.Source.Name));
            if (withLines)
            {
                AddLines(p, start, lines);
            }
        }

        return new CompiledProgram(
            program.Source.Name, program.Source.ProgramType, code, relocations, infos, lines, scratch, StackDepth.Check(program, functions));
    }

    private void AddLines(CompiledFunction part, int start, List<BpfLineInfo> lines)
    {
        for (int k = 0; k < part.Lines.Count; k++)
        {
            (int index, SourceLocation location) = part.Lines[k];

            // The kernel wants the first one of each function at its first instruction.
            int at = start + (k == 0 ? 0 : index);
            lines.Add(new BpfLineInfo(at, location, btf?.String(location.File) ?? 0, btf?.String(location.LineText) ?? 0));
        }
    }

    private List<CompiledFunction> Reachable(CompiledFunction program)
    {
        var parts = new List<CompiledFunction> { program };
        var seen = new HashSet<IrFunction> { program.Source };
        for (int k = 0; k < parts.Count; k++)
        {
            foreach ((_, IrFunction callee) in parts[k].Calls)
            {
                if (seen.Add(callee))
                {
                    parts.Add(functions[callee]);
                }
            }
        }

        return parts;
    }
}
