using System;
using System.Collections.Generic;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Builtins;
using Borescope.Script.Semantics.Configuration;
using Borescope.Script.Semantics.Functions;
using Borescope.Script.Syntax;

namespace Borescope.Script.Tests.Semantics;

public sealed class TableTests
{
    [Fact]
    public void Every_name_stands_in_its_table_once_and_is_documented()
    {
        var names = new HashSet<string>();
        foreach (FunctionRow row in FunctionTable.Rows)
        {
            Assert.True(names.Add(row.Name), row.Name);
            Assert.StartsWith(row.Name, row.Signature, StringComparison.Ordinal);
            Assert.NotEmpty(row.Documentation);
            Assert.True(row.MinArguments <= row.MaxArguments, row.Name);
        }

        foreach (BuiltinRow row in BuiltinTable.Rows)
        {
            Assert.True(names.Add(row.Name), row.Name);
            Assert.StartsWith(row.Name, row.Signature, StringComparison.Ordinal);
            Assert.NotEmpty(row.Documentation);
        }

        names.Clear();
        foreach (ConfigRow row in ConfigTable.Rows)
            Assert.True(names.Add(row.Name) && row.Documentation.Length > 0, row.Name);
        names.Clear();
        foreach (ProviderRow row in ProviderTable.Rows)
        {
            Assert.True(names.Add(row.Name) && row.Documentation.Length > 0, row.Name);
            foreach (string alias in row.Aliases)
                Assert.True(names.Add(alias), alias);
        }
    }

    [Fact]
    public void The_parser_knows_exactly_the_builtins_of_the_table()
    {
        var expected = new SortedSet<string>();
        foreach (BuiltinRow row in BuiltinTable.Rows)
        {
            if (row.Name is not ("arg" or "sarg"))
                expected.Add(row.Name);
        }

        Assert.Equal(expected, new SortedSet<string>(ReservedNames.Builtins));
    }

    [Fact]
    public void The_parser_knows_the_names_of_all_functions() =>
        Assert.Equal(new SortedSet<string>(System.Linq.Enumerable.Select(FunctionTable.Rows, static row => row.Name)), new SortedSet<string>(ReservedNames.Functions));

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "x", true)]
    [InlineData("vfs_*", "vfs_read", true)]
    [InlineData("vfs_*", "xvfs_read", false)]
    [InlineData("*read", "vfs_read", true)]
    [InlineData("*read", "vfs_readv", false)]
    [InlineData("v*s_*d", "vfs_read", true)]
    [InlineData("a*b*c", "abbc", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("?", "x", false)]
    [InlineData("", "", true)]
    public void Stars_stand_for_any_text(string pattern, string name, bool matches) => Assert.Equal(matches, Wildcard.Matches(pattern, name));
}
