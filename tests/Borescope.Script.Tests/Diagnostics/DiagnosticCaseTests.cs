using System;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics;
using Borescope.Script.Syntax;
using Borescope.Script.Tests.Semantics;

namespace Borescope.Script.Tests.Diagnostics;

public sealed class DiagnosticCaseTests
{
    public static TheoryData<string> Cases => ScriptCase.Names("Diagnostics/cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_wrong_script_is_told_what_is_wrong_where_and_what_to_do(string name)
    {
        ScriptCase test = ScriptCase.Read("Diagnostics/cases", name);
        var diagnostics = new DiagnosticBag();
        SyntaxTree tree = Parser.Parse(new ScriptSource("stdin", test.Script), diagnostics);
        var model = new FakeKernelModel { KprobeObstacle = name.StartsWith("no_kprobes", StringComparison.Ordinal) ? "it was built without CONFIG_KPROBES" : null };
        BoundProgram? program = Binder.Bind(tree, test.Options, model, diagnostics);
        test.Check(DiagnosticRenderer.Render(diagnostics));
        Assert.True(diagnostics.HasErrors);
        Assert.Null(program);
        foreach (Diagnostic diagnostic in diagnostics.Items)
            Assert.InRange(diagnostic.Span.Length, 1, int.MaxValue);
    }

    [Fact]
    public void The_corpus_holds_at_least_eighty_cases() => Assert.InRange(Cases.Count, 80, int.MaxValue);
}
