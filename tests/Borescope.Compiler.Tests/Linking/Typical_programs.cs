using System;
using System.Collections.Generic;
using System.IO;

using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;
using Borescope.Compiler.Ir.Text;

namespace Borescope.Compiler.Tests.Linking;

public class Typical_programs
{
    /// <summary>Slots that clang-19 -O2 -mcpu=v3 makes of the same programs in C.</summary>
    private static readonly Dictionary<string, int> Clang = new() { ["count_comm"] = 26, ["lat"] = 81, ["port"] = 40, ["loop"] = 29, ["filt"] = 21 };

    [Fact]
    public void Take_no_more_slots_than_clang_makes_of_them()
    {
        IrModule module = IrParser.Parse(File.ReadAllText(DataFile.Path("programs/typical.ir")));
        CompiledModule compiled = BpfCompiler.Compile(module);
        Assert.Equal(Clang.Count, compiled.Programs.Count);
        foreach (CompiledProgram p in compiled.Programs)
        {
            Assert.True(p.Instructions.Length <= Clang[p.Name], $"{p.Name}: {p.Instructions.Length} slots\n{BpfDisassembler.Disassemble(p.Instructions)}");
        }
    }

    [Fact]
    public void Count_into_a_per_cpu_array_in_twelve_slots()
    {
        IrFunction f = IrFunction.Program("count", BpfProgramType.Kprobe);
        var module = new IrModule();
        module.Functions.Add(f);
        var b = new IrBuilder(f);
        IrValue key = b.StackSlot(4, 4, "key");
        b.Store(key, 0, b.Const(IrType.I32, 0));
        IrValue p = b.CallHelper(Borescope.Compiler.Calls.BpfHelper.MapLookupElem, b.MapAddress(new IrMap("m")), key);
        IrBlock found = b.NewBlock("found");
        IrBlock end = b.NewBlock("end");
        b.BranchIf(b.Compare(IrCondition.Ne, p, b.Const(IrType.Pointer, 0)), found, end);
        b.Block = found;
        b.Store(p, 0, b.Binary(IrBinaryOp.Add, b.Load(IrType.I64, p), b.Int(1)));
        b.Branch(end);
        b.Block = end;
        b.Return(b.Int(0));
        string[] expected =
        [
            "*(u32 *)(r10 - 0x4) = 0x0", "ld_pseudo r1, 0x1, 0x0", "r2 = r10", "r2 += -0x4", "call 0x1", "if r0 == 0x0 goto +0x3",
            "r1 = *(u64 *)(r0 + 0x0)", "r1 += 0x1", "*(u64 *)(r0 + 0x0) = r1", "r0 = 0x0", "exit",
        ];
        Assert.Equal(expected, Lines(BpfCompiler.Compile(module).Programs[0]));
    }

    [Fact]
    public void Are_valid_instructions_for_every_instruction_set()
    {
        foreach (BpfCpuVersion cpu in new[] { BpfCpuVersion.V1, BpfCpuVersion.V2, BpfCpuVersion.V3, BpfCpuVersion.V4 })
        {
            IrModule module = IrParser.Parse(File.ReadAllText(DataFile.Path("programs/typical.ir")));
            foreach (CompiledProgram p in BpfCompiler.Compile(module, new CompilerOptions { Cpu = cpu }).Programs)
            {
                var faults = new List<BpfDiagnostic>();
                BpfDecoder.Decode(BpfInstruction.ToBytes(p.Instructions), faults);
                Assert.Empty(faults);
                foreach (BpfInstruction i in p.Instructions)
                {
                    Assert.False(cpu < BpfCpuVersion.V3 && (i.Opcode & 7) == BpfOpcode.Jmp32, "32-bit jump");
                    Assert.False(cpu < BpfCpuVersion.V2 && (i.Opcode & 7) == BpfOpcode.Jmp && (i.Opcode & 0xf0) >= BpfOpcode.Jlt, "less-than jump");
                }
            }
        }
    }

    internal static List<string> Lines(CompiledProgram program)
    {
        var lines = new List<string>();
        foreach (string line in BpfDisassembler.Disassemble(program.Instructions).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            lines.Add(line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        }

        return lines;
    }
}
