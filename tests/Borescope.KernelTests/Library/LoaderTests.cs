using System;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class LoaderTests
{
    [Fact]
    public void A_loaded_program_runs_and_tells_about_itself()
    {
        TestProgram.RequireTracing();
        using var target = new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Counter(BpfProgramType.RawTracepoint, anyProcess: true));
        var program = target.Programs["counter"];
        Assert.Equal(0u, program.TestRun());
        Assert.Equal(1ul, TestProgram.Read(target.Maps["counts"]).Count);
        var info = program.ReadInfo();
        Assert.InRange(info.InstructionCount, 8, 20);
        Assert.True(info.Id > 0 && info.MachineCodeBytes > 0 && info.VerifiedInstructions > 0);
        Assert.Equal(info.InstructionCount, program.ReadTranslated().Length);
    }

    [Fact]
    public void A_rejection_names_the_source_line_and_the_cause()
    {
        TestProgram.RequireTracing();
        var spec = new ObjectSpec();
        var where = new SourceLocation("probe.bt", 3, 7, "  @x = *(uint64 *)1;");
        spec.Programs.Add(new ProgramSpec
        {
            Name = "bad",
            Type = BpfProgramType.Kprobe,
            Instructions =
            [
                new BpfInstruction(0xb7, 1, 0, 0, 1), new BpfInstruction(0x79, 0, 1, 0, 0), new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0),
            ],
            Lines = [new BpfLineInfo(0, where with { Line = 2 }, 0, 0), new BpfLineInfo(1, where, 0, 0)],
        });
        var error = Assert.Throws<VerifierException>(() => new ObjectLoader(SystemCalls.Instance).Load(spec));
        Assert.Equal(where, error.Location);
        Assert.Equal("a number is used as a pointer", error.Cause);
        Assert.Contains("probe.bt:3:7", error.Message, StringComparison.Ordinal);
        Assert.Contains("R1 invalid mem access", error.Log, StringComparison.Ordinal);
        Assert.Equal(1, error.Diagnosis.InstructionIndex);
    }

    [Fact]
    public void A_huge_log_is_read_whole()
    {
        TestProgram.RequireTracing();
        var code = new BpfInstruction[60_000];
        Array.Fill(code, new BpfInstruction(0xb7, 0, 0, 0, 7));
        code[^2] = new BpfInstruction(0x79, 0, 9, 0, 0);
        code[^1] = new BpfInstruction(BpfOpcode.ExitProgram, 0, 0, 0, 0);
        var spec = new ObjectSpec();
        spec.Programs.Add(new ProgramSpec { Name = "long", Type = BpfProgramType.Kprobe, Instructions = code });
        var error = Assert.Throws<VerifierException>(() => new ObjectLoader(SystemCalls.Instance).Load(spec));
        Assert.Contains("R9 !read_ok", error.Log, StringComparison.Ordinal);
        Assert.StartsWith("0: ", error.Log.TrimStart().Replace("func#0 @0\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_names_an_unknown_map_is_refused_before_the_kernel_is_asked()
    {
        var spec = TestProgram.Counter(BpfProgramType.Kprobe);
        spec.Maps.Clear();
        var error = Assert.Throws<BpfException>(() => new ObjectLoader(SystemCalls.Instance).Load(spec));
        Assert.Contains("counts", error.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.None, error.Errno);
    }
}
