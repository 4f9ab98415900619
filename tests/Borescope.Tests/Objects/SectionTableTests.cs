using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Borescope.Objects;

namespace Borescope.Tests.Objects;

/// <summary>What section names mean; the cases are lines of sections.txt.</summary>
public sealed class SectionTableTests
{
    [Fact]
    public void Names_tell_type_target_and_way_of_attaching()
    {
        var wrong = new List<string>();
        foreach (var line in File.ReadAllLines(Path.Combine(System.AppContext.BaseDirectory, "Objects", "sections.txt")))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var section = line.Split('|')[0];
            var name = section.TrimStart('?');
            var row = SectionTable.Find(name);
            var target = row is { TakesTarget: true } && name.Length > row.Prefix.Length ? name[(row.Prefix.Length + 1)..] : "";
            var text = row is null ? section : string.Create(
                CultureInfo.InvariantCulture, $"{section}|{row.Type}|{row.AttachType}|{row.Attach}|{target}|{row.LoadFlags}|{(section[0] == '?' ? "no" : "yes")}");
            if (text != line)
                wrong.Add($"{line}\n  is {text}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData("kprobes/vfs_read")]
    [InlineData("xdp/other")]
    [InlineData("")]
    [InlineData("/")]
    public void Other_names_mean_nothing(string section) => Assert.Null(SectionTable.Find(section));
}
