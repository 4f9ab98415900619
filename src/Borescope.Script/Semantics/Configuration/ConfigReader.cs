using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics.Configuration;

/// <summary>Reads the config block and the environment, which wins.</summary>
internal static class ConfigReader
{
    /// <summary>The settings of a script.</summary>
    public static ScriptConfiguration Read(SyntaxTree tree, BinderOptions options, DiagnosticBag diagnostics)
    {
        var builder = new ConfigBuilder();
        foreach (DeclarationSyntax declaration in tree.Declarations)
        {
            if (declaration is not ConfigSyntax config)
                continue;
            foreach (ConfigAssignmentSyntax assignment in config.Assignments)
                Apply(assignment, tree.Source, builder, diagnostics);
        }

        foreach (ConfigRow row in ConfigTable.Rows)
        {
            string variable = row.Variable;
            string? text = options.Environment(variable);
            if (text is null && row.OldName.Length > 0)
                text = options.Environment(variable = row.OldName);
            if (text is not null && row.Apply(builder, text) is { } problem)
                diagnostics.Error(new ScriptSource("environment", variable + "=" + text), new TextSpan(0, variable.Length), $"{variable} {problem}");
        }

        return builder.Value;
    }

    private static void Apply(ConfigAssignmentSyntax assignment, ScriptSource source, ConfigBuilder builder, DiagnosticBag diagnostics)
    {
        ConfigRow? row = ConfigTable.Find(assignment.Name);
        if (row is null)
        {
            diagnostics.Error(source, assignment.NameSpan, $"unknown setting '{assignment.Name}'", Suggestions.Hint(assignment.Name, ConfigTable.Names()));
            return;
        }

        if (!row.IsCalled(assignment.Name))
            diagnostics.Warning(source, assignment.NameSpan, $"'{assignment.Name}' is an old name", $"the setting is called '{row.Name}' now");
        string? text = assignment.Value switch
        {
            IntegerSyntax number => number.Value.ToString(CultureInfo.InvariantCulture),
            StringSyntax literal => literal.Text,
            BoolSyntax truth => truth.Value ? "true" : "false",
            IdentifierSyntax word => word.Name,
            _ => null,
        };
        if (text is null)
            diagnostics.Error(source, assignment.Value.Span, $"the value of '{row.Name}' must be a number, a word or a string");
        else if (row.Apply(builder, text) is { } problem)
            diagnostics.Error(source, assignment.Value.Span, $"'{row.Name}' {problem}");
    }
}
