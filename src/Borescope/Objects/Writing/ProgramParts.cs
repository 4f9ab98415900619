using System;
using System.Collections.Generic;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Writing;

/// <summary>Takes a program apart into its functions: they start where their list says, and where calls lead.</summary>
internal static class ProgramParts
{
    /// <summary>Whether an instruction refers to another function of the program, by its distance.</summary>
    internal static bool RefersToFunction(in BpfInstruction instruction) =>
        instruction is { Opcode: BpfOpcode.HelperCall, Source: BpfOpcode.PseudoCall } || (instruction.IsWide && instruction.Source == BpfOpcode.PseudoFunction);

    /// <summary>The functions, the program itself first.</summary>
    /// <exception cref="ObjectWriteException">Something lies outside of the program.</exception>
    internal static FunctionPart[] Of(ProgramSpec program)
    {
        var targets = Targets(program);
        var starts = new SortedDictionary<int, BpfFunctionInfo> { [0] = new(0, 0, program.Name) };
        foreach (var target in targets.Values)
            starts.TryAdd(target, new BpfFunctionInfo(target, 0, $"{program.Name}_{target}"));
        var listed = new HashSet<int>();
        foreach (var function in program.Functions)
        {
            if (function.InstructionIndex < 0 || function.InstructionIndex >= program.Instructions.Count || !listed.Add(function.InstructionIndex))
                throw new ObjectWriteException($"function {function.Name} of program {program.Name} has no instructions of its own");
            starts[function.InstructionIndex] = function.InstructionIndex == 0 ? function with { Name = program.Name } : function;
        }

        if (program.Instructions.Count == 0)
            throw new ObjectWriteException($"program {program.Name} has no instructions");
        var parts = new FunctionPart[starts.Count];
        int[] places = [.. starts.Keys, program.Instructions.Count];
        var index = 0;
        foreach (var function in starts.Values)
        {
            parts[index] = new FunctionPart(program, places[index], places[index + 1] - places[index], function);
            index++;
        }

        Distribute(program, parts, places, targets);
        return parts;
    }

    private static Dictionary<int, int> Targets(ProgramSpec program)
    {
        var targets = new Dictionary<int, int>();
        for (var slot = 0; slot < program.Instructions.Count; slot++)
        {
            var instruction = program.Instructions[slot];
            if (RefersToFunction(instruction))
            {
                var target = slot + 1L + instruction.Immediate;
                if (target < 0 || target >= program.Instructions.Count)
                    throw new ObjectWriteException($"instruction {slot} of program {program.Name} calls instruction {target}, where no function starts");
                targets.Add(slot, (int)target);
            }

            if (instruction.IsWide)
                slot++;
        }

        return targets;
    }

    private static void Distribute(ProgramSpec program, FunctionPart[] parts, int[] places, Dictionary<int, int> targets)
    {
        FunctionPart At(int slot, string what)
        {
            if (slot < 0 || slot >= program.Instructions.Count)
                throw new ObjectWriteException($"program {program.Name} has {what} for instruction {slot}, which it does not have");
            var found = Array.BinarySearch(places, slot);
            return parts[found >= 0 ? found : ~found - 1];
        }

        foreach (var (slot, target) in targets)
        {
            var part = At(slot, "a call");
            part.Targets.Add(slot - part.Start, At(target, "a call"));
        }

        foreach (var relocation in program.Relocations)
        {
            var part = At(relocation.InstructionIndex, "a relocation");
            part.Relocations.Add(relocation with { InstructionIndex = relocation.InstructionIndex - part.Start });
        }

        foreach (var relocation in program.CoreRelocations)
        {
            var part = At(relocation.InstructionIndex, "a relocation");
            part.CoreRelocations.Add(relocation with { InstructionIndex = relocation.InstructionIndex - part.Start });
        }

        foreach (var line in program.Lines)
        {
            var part = At(line.InstructionIndex, "a line");
            part.Lines.Add(line with { InstructionIndex = line.InstructionIndex - part.Start });
        }
    }
}
