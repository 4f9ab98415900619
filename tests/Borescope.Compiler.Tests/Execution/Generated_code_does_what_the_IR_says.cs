using System.Threading.Tasks;

using Borescope.Compiler.Ir;
using Borescope.Compiler.Ir.Text;

namespace Borescope.Compiler.Tests.Execution;

public class Generated_code_does_what_the_IR_says
{
    private const int Programs = 700;

    [Theory]
    [InlineData(BpfCpuVersion.V1, true)]
    [InlineData(BpfCpuVersion.V3, true)]
    [InlineData(BpfCpuVersion.V4, true)]
    [InlineData(BpfCpuVersion.V3, false)]
    public void For_random_programs(BpfCpuVersion cpu, bool optimize)
    {
        Parallel.For(0, Programs, seed => Check(seed, cpu, optimize));
    }

    [Fact]
    public void For_random_programs_whose_text_went_through_printer_and_parser()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            IrModule module = RandomFunction.Create(seed);
            string text = IrPrinter.Print(module);
            IrModule again = IrParser.Parse(text);
            Assert.Equal(text, IrPrinter.Print(again));
            Assert.Equal(new RandomPrograms(seed).Evaluate(module), new RandomPrograms(seed).Evaluate(again));
        }
    }

    private static void Check(int seed, BpfCpuVersion cpu, bool optimize)
    {
        IrModule module = RandomFunction.Create(seed);
        string text = IrPrinter.Print(module);
        string expected = new RandomPrograms(seed).Evaluate(module);
        string actual;
        try
        {
            CompiledModule compiled = BpfCompiler.Compile(module, new CompilerOptions { Cpu = cpu, Optimize = optimize, VerifyEachPass = seed < 60 });
            actual = new RandomPrograms(seed).Execute(compiled);
        }
        catch (System.Exception e)
        {
            actual = e.ToString();
        }

        Assert.True(expected == actual, $"seed {seed}, {cpu}\nexpected {expected}\nactual   {actual}\n{text}");
    }
}
