using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading.Tasks;
using Borescope.KernelTests.Machines;

namespace Borescope.KernelTests.Scripts;

/// <summary>
/// The language, area by area, against its reference: one data file per area (see <see cref="ScriptCase"/>), run on this kernel since most cases need
/// nothing but begin. Cases of one file run side by side: there are hundreds, each a few milliseconds.
/// </summary>
public sealed class ConformanceTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scripts", "Conformance");

    public static TheoryData<string> Areas
    {
        get
        {
            var areas = new TheoryData<string>();
            string[] files = Directory.GetFiles(Folder, "*.txt");
            Array.Sort(files, StringComparer.Ordinal);
            foreach (string file in files)
                areas.Add(Path.GetFileNameWithoutExtension(file));
            return areas;
        }
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task The_language_does_what_its_reference_says(string area)
    {
        Machine.Get("host"); // Skips where this kernel cannot be traced.
        var failures = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(ScriptCase.ReadFile(Path.Combine(Folder, area + ".txt")), TestContext.Current.CancellationToken, async (item, _) =>
        {
            try
            {
                await ScriptCaseTests.Check("host", item);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                failures.Add($"== {item.Name}\n{item["script"]}{item["run"]}\n{problem.Message}\n");
            }
        });
        Assert.True(failures.IsEmpty, string.Join('\n', failures));
    }

    [Fact]
    public void There_are_at_least_eight_hundred_cases() =>
        Assert.InRange(ScriptCase.ReadAll(Folder).Count, 800, int.MaxValue);
}
