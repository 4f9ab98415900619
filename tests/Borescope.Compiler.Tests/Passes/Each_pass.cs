using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

using Borescope.Compiler.Ir;
using Borescope.Compiler.Ir.Text;
using Borescope.Compiler.Passes;

namespace Borescope.Compiler.Tests.Passes;

/// <summary>
/// Cases in Data/passes: a line <c>=== names of passes | what is shown</c>, the IR before, <c>---</c>, the IR after. With BORESCOPE_ACCEPT set the files are
/// rewritten with what the passes make now, in the source tree.
/// </summary>
public class Each_pass
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (string path in Directory.GetFiles(DataFile.Path("passes"), "*.txt"))
        {
            files.Add(Path.GetFileNameWithoutExtension(path));
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Turns_the_first_text_into_the_second(string file)
    {
        string path = DataFile.Path(Path.Combine("passes", file + ".txt"));
        var accepted = new StringBuilder();
        foreach ((string title, string before, string after) in CaseFile.Cases(File.ReadAllText(path)))
        {
            string actual = Run(title, before);
            accepted.Append("=== ").Append(title).Append('\n').Append(before).Append("---\n").Append(actual).Append('\n');
            if (!CaseFile.Accepting)
            {
                Assert.Equal(after.Trim(), actual.Trim());
            }
        }

        if (CaseFile.Accepting)
        {
            File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "../../../Data/passes", file + ".txt"), accepted.ToString().TrimEnd() + "\n");
        }
    }

    [Fact]
    public void Has_cases()
    {
        var shown = new HashSet<string>();
        foreach (string path in Directory.GetFiles(DataFile.Path("passes"), "*.txt"))
        {
            foreach ((string title, _, _) in CaseFile.Cases(File.ReadAllText(path)))
            {
                shown.UnionWith(title.Split('|')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        foreach ((string name, _) in PassPipeline.All)
        {
            Assert.Contains(name, shown);
        }
    }

    private static string Run(string title, string before)
    {
        IrModule module = IrParser.Parse(before);
        IrFunction function = module.Functions[^1];
        IrVerifier.Verify(function);
        var context = new PassContext(new CompilerOptions(), module);
        foreach (string name in title.Split('|')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            PassPipeline.Find(name)(function, context);
            IrVerifier.Verify(function);
        }

        return IrPrinter.Print(function);
    }
}
