using System.IO;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Tests.Symbols;

public sealed class FileSearchTests
{
    private readonly FileSearch _search = new(SystemCalls.Instance);

    [Fact]
    public void A_pattern_with_slashes_is_matched_part_by_part()
    {
        string folder = Directory.CreateTempSubdirectory("borescope-files-").FullName;
        try
        {
            Directory.CreateDirectory(folder + "/one/lib");
            Directory.CreateDirectory(folder + "/two/lib");
            foreach (string file in (string[])["/one/lib/a.so", "/one/lib/.hidden.so", "/two/lib/b.so", "/two/lib/c.txt"])
                File.WriteAllText(folder + file, "");
            Assert.Equal([folder + "/one/lib/a.so", folder + "/two/lib/b.so"], _search.Match(folder + "/*/lib/*.so", 0));
            Assert.Equal([folder + "/two/lib/b.so"], _search.Match(folder + "/t?o/lib/[a-b].so", 0));
            Assert.Empty(_search.Match(folder + "/*.so", 0));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_pattern_without_slashes_means_programs_on_the_path_or_files_that_a_process_maps()
    {
        Assert.Contains(_search.Match("bas*", 0), static path => path.EndsWith("/bash", System.StringComparison.Ordinal));
        Assert.Contains(_search.Match("libc.so*", System.Environment.ProcessId), static path => path.Contains("libc.so", System.StringComparison.Ordinal));
    }
}
