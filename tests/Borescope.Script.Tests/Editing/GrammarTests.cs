using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Builtins;
using Borescope.Script.Semantics.Functions;

namespace Borescope.Script.Tests.Editing;

/// <summary>The grammar for editors keeps up with the language's tables.</summary>
public sealed class GrammarTests
{
    private readonly JsonElement _grammar = JsonDocument.Parse(File.ReadAllText(GrammarPath())).RootElement;

    [Fact]
    public void Every_function_is_coloured()
    {
        Regex pattern = Pattern("support.function.builtin.bpftrace");
        foreach (FunctionRow row in FunctionTable.Rows)
            Assert.True(Covers(pattern, row.Name + "(", row.Name), row.Name);
    }

    [Fact]
    public void Every_builtin_is_coloured()
    {
        Regex pattern = Pattern("support.variable.builtin.bpftrace");
        foreach (BuiltinRow row in BuiltinTable.Rows)
        {
            string name = row == ContextBuiltins.Arg || row == ContextBuiltins.StackArg ? row.Name + "3" : row.Name;
            Assert.True(Covers(pattern, name, name), name);
        }
    }

    [Fact]
    public void Every_provider_is_coloured()
    {
        Regex probes = Pattern("meta.probe.bpftrace"), plain = Pattern("entity.name.type.probe.bpftrace");
        foreach (string name in ProviderTable.Names())
            Assert.True(Covers(probes, name + ":x", name + ":x") || Covers(plain, name + " {", name), name);
    }

    [Theory]
    [InlineData("meta.probe.bpftrace", "uprobe:/bin/bash:readline /pid == 1/ {", "uprobe:/bin/bash:readline")]
    [InlineData("variable.other.map.bpftrace", "@a[1]", "@a")]
    [InlineData("variable.parameter.positional.bpftrace", "$12", "$12")]
    [InlineData("variable.other.scratch.bpftrace", "$x1 = 3", "$x1")]
    [InlineData("constant.numeric.bpftrace", "0xff_ff + 1", "0xff_ff")]
    [InlineData("constant.numeric.bpftrace", "100ms", "100ms")]
    [InlineData("comment.line.double-slash.bpftrace", "x // y", "// y")]
    public void Words_of_a_script(string scope, string text, string match) => Assert.Equal(match, Pattern(scope).Match(text).Value);

    private static bool Covers(Regex pattern, string text, string expected) => pattern.Match(text).Value == expected;

    private Regex Pattern(string scope)
    {
        foreach (JsonElement rule in Rules(_grammar.GetProperty("repository")))
        {
            if (rule.TryGetProperty("name", out JsonElement name) && name.GetString() == scope && rule.TryGetProperty("match", out JsonElement match))
                return new Regex(match.GetString()!);
        }

        throw new InvalidOperationException($"the grammar has no rule {scope}");
    }

    private static IEnumerable<JsonElement> Rules(JsonElement repository)
    {
        foreach (JsonProperty group in repository.EnumerateObject())
        {
            foreach (JsonElement rule in group.Value.GetProperty("patterns").EnumerateArray())
                yield return rule;
        }
    }

    private static string GrammarPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "editors", "bpftrace.tmLanguage.json");
}
