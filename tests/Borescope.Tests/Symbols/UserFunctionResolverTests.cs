using System.IO;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Tests.Symbols;

public class UserFunctionResolverTests
{
    private readonly UserFunctionResolver _resolver = new(SystemCalls.Instance);

    [Fact]
    public void Libc_is_found_by_its_short_name_and_its_shared_name()
    {
        foreach (var name in new[] { "libc", "libc.so.6", "c" })
        {
            Assert.True(_resolver.TryResolve(new UserFunctionRequest(name, "malloc"), out var matches, out var diagnostic), diagnostic);
            Assert.EndsWith("/libc.so.6", matches!.Path);
            var function = Assert.Single(matches.Functions);
            Assert.NotEqual(0ul, function.Offset);
            Assert.NotEqual(0ul, function.Size);
        }
    }

    [Fact]
    public void A_program_is_found_on_the_path()
    {
        Assert.True(new BinaryLocator(SystemCalls.Instance).TryLocate("bash", 0, out var path, out var diagnostic), diagnostic);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_pattern_gives_each_place_once_sorted_by_name()
    {
        Assert.True(_resolver.TryResolve(new UserFunctionRequest("/bin/bash", "read*"), out var matches, out var diagnostic), diagnostic);
        Assert.Contains(matches!.Functions, static function => function.Name == "readline");
        var places = new System.Collections.Generic.HashSet<ulong>();
        for (var index = 0; index < matches.Functions.Count; index++)
        {
            Assert.True(places.Add(matches.Functions[index].Offset));
            Assert.StartsWith("read", matches.Functions[index].Name);
            Assert.True(index == 0 || string.CompareOrdinal(matches.Functions[index - 1].Name, matches.Functions[index].Name) < 0);
        }
    }

    [Theory]
    [InlineData("/bin/bash", "redline", 0, "did you mean", "readline")]
    [InlineData("/bin/bash", "malloc_no_such", 0, "there is no function malloc_no_such", "/bin/bash")]
    [InlineData("/bin/bash", "getenv_or_what*", 0, "no function of /bin/bash matches", "getenv_or_what*")]
    [InlineData("/bin/bash", "fork", 0, "does not contain fork", "libc.so.6:fork")]
    [InlineData("/bin/bash", "readline", 100000, "outside of readline", "bytes")]
    [InlineData("/bin/bash", "readline", 1, "not the start of an instruction", "+0")]
    [InlineData("/bin/bash", "", 1, "not in the code", "0x1")]
    [InlineData("/etc/passwd", "f", 0, "/etc/passwd", "not an ELF file")]
    [InlineData("/usr/bin/ldd", "f", 0, "/usr/bin/ldd", "script")]
    [InlineData("/no/such/file", "f", 0, "there is no file /no/such/file", "no such file")]
    [InlineData("no-such-program", "f", 0, "there is no program 'no-such-program'", "give the full path")]
    [InlineData("", "f", 0, "names no file", "-p")]
    [InlineData("/tmp", "f", 0, "/tmp", "directory")]
    [InlineData("libc", "environ", 0, "environ", "is a variable, not a function")]
    public void What_cannot_be_probed_is_explained(string target, string function, int offset, string what, string hint)
    {
        Assert.False(_resolver.TryResolve(new UserFunctionRequest(target, function, (ulong)offset), out _, out var diagnostic));
        Assert.Contains(what, diagnostic);
        Assert.Contains(hint, diagnostic);
    }

    [Fact]
    public void An_indirect_function_is_found_with_a_note()
    {
        Assert.True(_resolver.TryResolve(new UserFunctionRequest("libc", "memcpy"), out var matches, out var diagnostic), diagnostic);
        Assert.Contains(matches!.Notes, static note => note.Contains("IFUNC", System.StringComparison.Ordinal));
    }

    [Fact]
    public void An_address_inside_a_function_is_named()
    {
        Assert.True(_resolver.TryResolve(new UserFunctionRequest("/bin/bash", "readline"), out var byName, out _));
        var function = byName!.Functions[0];
        Assert.True(_resolver.TryResolve(new UserFunctionRequest("/bin/bash", "", function.Address), out var byAddress, out var diagnostic), diagnostic);
        Assert.Equal(function, byAddress!.Functions[0]);
    }
}
