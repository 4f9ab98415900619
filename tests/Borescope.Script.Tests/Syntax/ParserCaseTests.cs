using Borescope.Script.Diagnostics;
using Borescope.Script.Syntax;

namespace Borescope.Script.Tests.Syntax;

public sealed class ParserCaseTests
{
    public static TheoryData<string> Cases => ScriptCase.Names("Syntax/cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_script_is_parsed_as_its_case_says(string name)
    {
        ScriptCase test = ScriptCase.Read("Syntax/cases", name);
        var diagnostics = new DiagnosticBag();
        SyntaxTree tree = Parser.Parse(new ScriptSource("stdin", test.Script), diagnostics);
        test.Check(DiagnosticRenderer.Render(diagnostics) + SyntaxText.Of(tree));
        Assert.False(diagnostics.HasErrors);
    }
}
