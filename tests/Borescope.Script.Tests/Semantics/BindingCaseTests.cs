using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics;
using Borescope.Script.Syntax;

namespace Borescope.Script.Tests.Semantics;

public sealed class BindingCaseTests
{
    public static TheoryData<string> Cases => ScriptCase.Names("Semantics/cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_script_is_bound_as_its_case_says(string name)
    {
        ScriptCase test = ScriptCase.Read("Semantics/cases", name);
        var diagnostics = new DiagnosticBag();
        SyntaxTree tree = Parser.Parse(new ScriptSource("stdin", test.Script), diagnostics);
        BoundProgram? program = Binder.Bind(tree, test.Options, new FakeKernelModel(), diagnostics);
        string rendered = DiagnosticRenderer.Render(diagnostics);
        test.Check(rendered + (program is null ? "no program\n" : BoundText.Of(program)));
        Assert.NotNull(program);
    }
}
