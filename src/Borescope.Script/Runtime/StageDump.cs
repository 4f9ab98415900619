using System.Collections.Generic;
using System.IO;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;

namespace Borescope.Script.Runtime;

/// <summary>Prints stages of the compilation (<c>-d</c>).</summary>
public static class StageDump
{
    /// <summary>Names of the stages: the syntax tree's attach points and statements with their types, the code before and after its passes, all of it.</summary>
    public static readonly string[] Names = ["bound", "ast", "ir", "codegen", "codegen-opt", "dis", "all"];

    /// <summary>Writes the stages that are asked for.</summary>
    /// <param name="stages">Names; <c>all</c> for every one.</param>
    /// <param name="script">The compiled script.</param>
    /// <param name="writer">Where to.</param>
    internal static void Write(IReadOnlyList<string> stages, CompiledScript script, TextWriter writer)
    {
        foreach (string stage in stages)
        {
            if (stage is "bound" or "ast" or "all")
                WriteBound(script.Source, writer);
            if (stage is "ir" or "all")
                writer.Write(script.IrText);
            if (stage is "codegen" or "codegen-opt" or "dis" or "all")
                WriteCode(script, writer);
        }
    }

    private static void WriteBound(BoundProgram program, TextWriter writer)
    {
        foreach (MapSymbol map in program.Maps)
            writer.WriteLine($"{map.Name}[{map.KeyType?.Name}]: {map.ValueType?.Name}");
        foreach (BoundProbe probe in program.Probes)
        {
            foreach (AttachPoint point in probe.AttachPoints)
                writer.WriteLine(point.Text);
            foreach (BoundStatement statement in probe.Body.Statements)
                BoundTree.Write(statement, writer);
        }
    }

    private static void WriteCode(CompiledScript script, TextWriter writer)
    {
        for (int i = 0; i < script.Probes.Count; i++)
        {
            CompiledProgram program = script.Module.Programs[i];
            writer.WriteLine($"{program.Name}: {script.Probes[i].Probe.AttachPoints[0].Text}, {program.Instructions.Length} instructions, {program.StackSize} bytes of stack");
            int line = 0;
            string previous = "";
            for (int at = 0; at < program.Instructions.Length; at++)
            {
                for (; line < program.Lines.Count && program.Lines[line].InstructionIndex <= at; line++)
                {
                    string text = $"; {program.Lines[line].Location.Line}:{program.Lines[line].Location.Column} {program.Lines[line].Location.LineText}";
                    if (text != previous)
                        writer.WriteLine(text);
                    previous = text;
                }

                writer.WriteLine($"{at,5}: {BpfDisassembler.Text(program.Instructions, at)}");
                if (program.Instructions[at].IsWide)
                    at++; // The second slot of a 64-bit constant is no instruction of its own.
            }
        }
    }
}
