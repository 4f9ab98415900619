using System;
using System.Collections.Generic;
using System.Linq;
using Borescope.Compiler.Instructions;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Seeds;
using Borescope.Objects;

namespace Borescope.Fuzz.Targets;

/// <summary>BPF instructions: decoded, described; and whatever the assembler takes gives the same bytes again.</summary>
internal sealed class InstructionTarget() : FuzzTarget("instructions")
{
    private const int SeedPrograms = 40;

    internal override IEnumerable<byte[]> Seeds(SeedFiles files)
    {
        // All opcodes, each with registers and numbers.
        var all = new byte[256 * BpfInstruction.Size];
        for (var opcode = 0; opcode < 256; opcode++)
        {
            all[opcode * BpfInstruction.Size] = (byte)opcode;
            all[(opcode * BpfInstruction.Size) + 1] = 0x21;
            all[(opcode * BpfInstruction.Size) + 4] = 0x40;
        }

        yield return all;
        yield return new byte[BpfInstruction.Size];
        foreach (var program in files.Objects().SelectMany(Programs).Take(SeedPrograms))
            yield return program;
    }

    internal override void Run(ReadOnlySpan<byte> content, Observer seen)
    {
        var diagnostics = new List<BpfDiagnostic>();
        var code = BpfDecoder.Decode(content, diagnostics);
        seen.Count(1, code.Length);
        foreach (var diagnostic in diagnostics)
            seen.Text(diagnostic.Message);
        for (var index = 0; index < code.Length; index++)
        {
            seen.Value(2, code[index].Opcode);
            seen.Text(BpfDisassembler.Text(code, index));
        }

        var text = BpfDisassembler.Disassemble(code);
        seen.Count(3, text.Length);
        var problems = new List<BpfDiagnostic>();
        var again = BpfAssembler.Assemble(text, problems);
        foreach (var problem in problems)
            seen.Text(problem.Message);
        if (!Array.Exists(code, IsAmbiguous) && diagnostics.Count == 0 && problems.Count == 0 && !again.AsSpan().SequenceEqual(code))
            throw new InvalidOperationException($"the assembler makes other instructions of\n{text}");
    }

    // The text of calls does not say whether they mean a helper or a function: negative numbers are taken for functions.
    private static bool IsAmbiguous(BpfInstruction instruction) =>
        instruction is { Opcode: BpfOpcode.HelperCall, Source: 0, Immediate: < 0 } or { Opcode: BpfOpcode.HelperCall, Source: not 0, Immediate: >= 0 };

    private static IEnumerable<byte[]> Programs(byte[] content)
    {
        if (!ObjectSpec.TryRead(content, out var spec, out _))
            yield break;
        foreach (var program in spec!.Programs)
        {
            var bytes = new byte[program.Instructions.Count * BpfInstruction.Size];
            for (var index = 0; index < program.Instructions.Count; index++)
                program.Instructions[index].Write(bytes.AsSpan(index * BpfInstruction.Size));
            yield return bytes;
        }
    }
}
