using System;
using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Linking;

/// <summary>Puts the functions of other objects that a program calls behind its code, each once, and points the calls at them.</summary>
internal static class FunctionCalls
{
    /// <summary>The program with all calls resolved that can be; others stay for a later object.</summary>
    internal static ProgramSpec Resolve(ProgramSpec program, ObjectSpec spec)
    {
        List<BpfInstruction> code = [.. program.Instructions];
        List<BpfRelocation> relocations = [];
        List<CoreRelocation> fields = [.. program.CoreRelocations];
        List<BpfFunctionInfo> functions = [.. program.Functions];
        List<BpfLineInfo> lines = [.. program.Lines];
        var starts = new Dictionary<string, int>(StringComparer.Ordinal);
        var calls = new Queue<BpfRelocation>(program.Relocations);
        while (calls.TryDequeue(out var relocation))
        {
            // What C declares and does not define looks like a function of the kernel.
            if (relocation.Kind is not (BpfRelocationKind.Function or BpfRelocationKind.Kfunc) || spec.FindSubprogram(relocation.Symbol) is not { } function)
            {
                relocations.Add(relocation);
                continue;
            }

            if (!starts.TryGetValue(function.Name, out var start))
            {
                starts.Add(function.Name, start = code.Count);
                code.AddRange(function.Instructions);
                foreach (var item in function.Relocations)
                    calls.Enqueue(item with { InstructionIndex = item.InstructionIndex + start });
                foreach (var item in function.CoreRelocations)
                    fields.Add(item with { InstructionIndex = item.InstructionIndex + start });
                foreach (var item in function.Functions)
                    functions.Add(item with { InstructionIndex = item.InstructionIndex + start });

                // The kernel wants the lines of all functions or of none.
                if (function.Lines.Count == 0)
                    lines.Clear();
                if (lines.Count > 0)
                {
                    foreach (var item in function.Lines)
                        lines.Add(item with { InstructionIndex = item.InstructionIndex + start });
                }
            }

            var at = relocation.InstructionIndex;
            code[at] = code[at] with { Source = BpfOpcode.PseudoCall, Immediate = start - at - 1 };
        }

        return starts.Count == 0
            ? program
            : program with { Instructions = code, Relocations = relocations, CoreRelocations = fields, Functions = functions, Lines = lines };
    }
}
