using System;
using System.Collections.Generic;
using System.Linq;
using Borescope.Cli.Tools;

namespace Borescope.Cli.Tests.Tools;

public sealed class ToolScriptTests
{
    public static TheoryData<string> Names
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (string name in ToolScript.Names())
                data.Add(name);
            return data;
        }
    }

    [Fact]
    public void The_program_carries_the_tools() => Assert.Superset(new HashSet<string> { "opensnoop", "biolatency", "tcplife", "memleak" }, ToolScript.Names().ToHashSet());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_header_starts_with_the_name_and_tells_every_parameter(string name)
    {
        var tool = new ToolScript(name);
        string[] header = [.. tool.Header()];
        Assert.StartsWith("#!/usr/bin/env borescope\n// " + name + ": ", tool.Text, StringComparison.Ordinal);
        Assert.NotEmpty(tool.Summary);
        Assert.All(header, static line => Assert.True(line.Length < 150, line));
        Assert.All(tool.Parameters(), parameter => Assert.Contains(header, line => line.TrimStart().StartsWith("--" + parameter, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_header_promises_no_parameter_that_is_not_read(string name)
    {
        var tool = new ToolScript(name);
        HashSet<string> known = tool.Parameters();
        foreach (string line in tool.Header().Where(static line => line.StartsWith("  --", StringComparison.Ordinal)))
            Assert.Contains(line.TrimStart()[2..].Split(' ', '=')[0], known);
    }

    [Theory]
    [InlineData("opensnoop --pid=1", 0)]
    [InlineData("-q opensnoop", 1)]
    [InlineData("-f json opensnoop", 2)]
    [InlineData("-fjson -qo out opensnoop --pid=1", 3)]
    [InlineData("--include x.h --no-warnings list", 3)]
    [InlineData("--mechanism=link list", 1)]
    [InlineData("-q", 1)]
    [InlineData("-f", 1)]
    public void The_name_is_the_first_word_that_no_option_takes(string line, int index) => Assert.Equal(index, ToolCommandLine.IndexOfName(line.Split(' ')));

    [Fact]
    public void There_is_no_tool_of_an_unknown_name() => Assert.Throws<ArgumentException>(static () => new ToolScript("opensop"));
}
