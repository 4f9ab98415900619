using System.IO;
using System.Text;

using Borescope.Compiler.Ir.Text;
using Borescope.Compiler.Tests.Linking;

namespace Borescope.Compiler.Tests.CodeGeneration;

/// <summary>Cases in Data/code: IR and the code made of it, for what happens behind the passes on IR.</summary>
public class Each_step
{
    [Theory]
    [InlineData("selection")]
    [InlineData("registers")]
    [InlineData("frame")]
    [InlineData("layout")]
    public void Makes_the_expected_code(string file)
    {
        var accepted = new StringBuilder();
        foreach ((string title, string before, string after) in CaseFile.Cases(File.ReadAllText(DataFile.Path($"code/{file}.txt"))))
        {
            string actual = string.Join("\n", Typical_programs.Lines(BpfCompiler.Compile(IrParser.Parse(before)).Programs[0])) + "\n";
            accepted.Append("=== ").Append(title).Append('\n').Append(before).Append("---\n").Append(actual).Append('\n');
            if (!CaseFile.Accepting)
            {
                Assert.Equal(title + "\n" + after.Trim(), title + "\n" + actual.Trim());
            }
        }

        if (CaseFile.Accepting)
        {
            File.WriteAllText(Path.Combine(System.AppContext.BaseDirectory, $"../../../Data/code/{file}.txt"), accepted.ToString().TrimEnd() + "\n");
        }
    }
}
