using System;
using System.Linq;

using Borescope.Compiler.Calls;
using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;
using Borescope.Compiler.Ir.Text;

namespace Borescope.Compiler.Tests.Linking;

public class Compiled_modules
{
    private const string WithSub = """
        sub @twice(i64 %x) i64
        entry:
          %a = add %x, %x
          ret %a
        sub @each(i32 %i, ptr %c) i64
        entry:
          %a = load i64 %c
          %b = call @twice(%a)
          store %c, %b
          ret i64 0
        program @p(ptr %ctx) i64 Kprobe
        entry:
          %s = slot 8 align 8 "s"
          store %s, i64 1
          %f = func @each
          %l = helper loop(i64 3, %f, %s, i64 0)
          %v = load i64 %s
          %w = call @twice(%v)
          ret %w
        program @q(ptr %ctx) i64 Kprobe
        entry:
          ret i64 0
        """;

    [Fact]
    public void Hold_each_program_with_the_sub_programs_it_reaches_and_calls_between_them_resolved()
    {
        CompiledModule m = BpfCompiler.Compile(IrParser.Parse(WithSub));
        Assert.Equal(["p", "q"], m.Programs.Select(p => p.Name));
        CompiledProgram program = m.Programs[0];
        Assert.Equal(["p", "each", "twice"], program.Functions.Select(f => f.Name));
        Assert.Equal(["q"], m.Programs[1].Functions.Select(f => f.Name));
        int address = Array.FindIndex(program.Instructions, i => i.IsWide && i.Source == BpfOpcode.PseudoFunction);
        Assert.Equal(program.Functions[1].InstructionIndex, address + 1 + program.Instructions[address].Immediate);
        for (int i = 0; i < program.Instructions.Length; i++)
        {
            if (program.Instructions[i] is { Opcode: BpfOpcode.HelperCall, Source: BpfOpcode.PseudoCall })
            {
                Assert.Equal(program.Functions[2].InstructionIndex, i + 1 + program.Instructions[i].Immediate);
            }
        }

        Assert.True(program.Functions.All(f => f.BtfTypeId > 0));
    }

    [Fact]
    public void Leave_calls_of_functions_of_other_objects_to_be_linked()
    {
        const string Calling = """
            extern @there(i64 %a, i64 %b) i64
            program @p(ptr %ctx) i64 Kprobe
            entry:
              %a = call @there(i64 1, i64 2)
              %b = call @there(%a, i64 3)
              ret %b
            """;
        CompiledProgram program = Assert.Single(BpfCompiler.Compile(IrParser.Parse(Calling)).Programs);
        Assert.Equal(["there", "there"], program.Relocations.Select(static r => r.Symbol));
        foreach (BpfRelocation relocation in program.Relocations)
        {
            Assert.Equal(BpfRelocationKind.Function, relocation.Kind);
            Assert.Equal(BpfInstruction.Call(-1) with { Source = BpfOpcode.PseudoCall }, program.Instructions[relocation.InstructionIndex]);
        }

        Assert.Single(program.Functions);
        string text = IrPrinter.Print(IrParser.Parse(Calling));
        Assert.Equal(text, IrPrinter.Print(IrParser.Parse(text)));
    }

    [Fact]
    public void Give_each_program_its_own_entry_of_the_scratch_map()
    {
        const string Program = """
            program @NAME(ptr %ctx) i64 Kprobe
            entry:
              %b = slot 300 align 8 "b"
              %g = helper get_current_comm(%b, i64 300)
              %m = map @m
              %v = helper map_delete_elem(%m, %b)
              ret i64 0

            """;
        CompiledModule m = BpfCompiler.Compile(IrParser.Parse(Program.Replace("NAME", "a", StringComparison.Ordinal) + Program.Replace("NAME", "b", StringComparison.Ordinal)));
        Assert.Equal(304, m.ScratchValueSize);
        Assert.Equal(2, m.ScratchEntryCount);
        Assert.Contains("= 0x0", Typical_programs.Lines(m.Programs[0])[0], StringComparison.Ordinal);
        Assert.Contains("= 0x1", Typical_programs.Lines(m.Programs[1])[0], StringComparison.Ordinal);
        Assert.Contains(m.Programs[0].Relocations, r => r.Symbol == CompiledModule.ScratchMapName);
    }

    [Fact]
    public void Name_maps_and_kernel_functions_for_the_loader()
    {
        CompiledProgram p = BpfCompiler.Compile(IrParser.Parse("""
            program @p(ptr %ctx) i64 Tracing
            entry:
              %v = mapvalue @data + 16
              %a = load i64 %v
              %k = kfunc i64 @bpf_get_kmem_cache(%a)
              ret %k
            """)).Programs[0];
        Assert.Equal([new BpfRelocation(0, BpfRelocationKind.MapValue, "data", 16), new BpfRelocation(3, BpfRelocationKind.Kfunc, "bpf_get_kmem_cache", 0)], p.Relocations);
        Assert.Equal(16, p.Instructions[1].Immediate);
    }

    [Fact]
    public void Carry_the_source_of_every_instruction_from_each_functions_first_one_on()
    {
        IrFunction f = IrFunction.Program("p", BpfProgramType.Kprobe);
        var module = new IrModule();
        module.Functions.Add(f);
        var b = new IrBuilder(f);
        IrValue a = b.Load(IrType.I64, b.Parameter(0), 8);
        b.Location = new SourceLocation("script.bt", 3, 7, "kprobe:f { @ = arg0; }");
        IrValue t = b.CallHelper(BpfHelper.KtimeGetNs);
        b.Location = new SourceLocation("script.bt", 4, 2000, "second");
        b.Return(b.Binary(IrBinaryOp.Add, a, t));
        CompiledModule m = BpfCompiler.Compile(module);
        CompiledProgram p = m.Programs[0];
        Assert.Equal(0, p.Lines[0].InstructionIndex);
        Assert.Equal((3u << 10) | 7, p.Lines[0].LineColumn);
        Assert.Equal((4u << 10) | 1023, p.Lines[1].LineColumn);
        Assert.Equal("kprobe:f { @ = arg0; }", BtfText.StringAt(m.Btf, p.Lines[0].LineTextOffset));
        Assert.Equal("script.bt", BtfText.StringAt(m.Btf, p.Lines[1].FileNameOffset));
    }

    [Fact]
    public void Are_refused_when_a_program_calls_what_its_type_may_not()
    {
        CompileException e = Refused("""
            program @p(ptr %ctx) i64 Xdp
            entry:
              %a = helper get_func_ip(%ctx)
              ret %a
            """);
        Assert.StartsWith("bpf_get_func_ip may not be called from a program of type Xdp; types that may: Kprobe, Tracepoint, PerfEvent, RawTracepoint,", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Are_refused_when_a_sub_program_calls_what_its_programs_type_may_not()
    {
        CompileException e = Refused("""
            sub @s(i64 %x) i64
            entry:
              %a = helper override_return(i64 0, %x)
              ret %a
            program @p(ptr %ctx) i64 Tracepoint
            entry:
              %a = call @s(i64 1)
              ret %a
            """);
        Assert.Contains("types that may: Kprobe", e.Message, StringComparison.Ordinal);
        Assert.Equal("s", e.Program);
    }

    [Fact]
    public void Are_refused_when_the_licence_does_not_allow_a_helper()
    {
        IrModule m = IrParser.Parse("""
            program @p(ptr %ctx) i64 Kprobe
            entry:
              %a = helper get_current_task()
              ret %a
            """);
        m.License = "Proprietary";
        CompileException e = Assert.Throws<CompileException>(() => BpfCompiler.Compile(m));
        Assert.Contains("GPL", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Are_refused_when_the_stack_of_a_call_chain_is_too_deep()
    {
        static string Function(string head, string body) => $$"""
            {{head}}
            entry:
              %a = slot 16 align 8 "a"
              %b = slot 16 align 8 "b"
              %c = slot 64 align 8 "c"
              %d = slot 64 align 8 "d"
              %e = slot 64 align 8 "e"
              %f = slot 64 align 8 "f"
              %m = map @m
              %1 = helper map_update_elem(%m, %a, %c, i64 0)
              %2 = helper map_update_elem(%m, %b, %d, i64 0)
              %3 = helper map_update_elem(%m, %e, %f, i64 0)
              {{body}}
              %5 = helper map_update_elem(%m, %a, %c, i64 0)
              %6 = helper map_update_elem(%m, %b, %d, i64 0)
              %7 = helper map_update_elem(%m, %e, %f, i64 0)
              ret i64 0

            """;
        CompileException e = Refused(Function("sub @s(i64 %x) i64", string.Empty) + Function("program @p(ptr %ctx) i64 Kprobe", "%4 = call @s(i64 1)"));
        Assert.Contains("bytes of stack, the kernel gives 512", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Are_refused_when_sub_programs_call_each_other_in_a_ring()
    {
        CompileException e = Refused("""
            sub @a(i64 %x) i64
            entry:
              %r = call @b(%x)
              ret %r
            sub @b(i64 %x) i64
            entry:
              %r = call @a(%x)
              ret %r
            program @p(ptr %ctx) i64 Kprobe
            entry:
              %r = call @a(i64 1)
              ret %r
            """);
        Assert.Contains("calls itself", e.Message, StringComparison.Ordinal);
    }

    private static CompileException Refused(string text) => Assert.Throws<CompileException>(() => BpfCompiler.Compile(IrParser.Parse(text)));
}
