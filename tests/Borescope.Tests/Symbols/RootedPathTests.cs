using Borescope.Symbols;
using Borescope.Tests.Kernel;

namespace Borescope.Tests.Symbols;

public sealed class RootedPathTests
{
    [Theory]
    [InlineData("mnt:[1]", "/", true, "")]
    [InlineData("mnt:[1]", "/srv/root", true, "/proc/7/root")]
    [InlineData("mnt:[2]", "/", true, "/proc/7/root")]
    [InlineData(null, "/", false, "")]
    [InlineData("mnt:[1]", null, false, "")]
    public void The_root_of_a_process_is_known_while_it_runs(string? mounts, string? target, bool isKnown, string root)
    {
        FakeSystemCalls calls = new() { Links = { ["/proc/self/ns/mnt"] = "mnt:[1]" } };
        if (mounts is not null)
            calls.Links["/proc/7/ns/mnt"] = mounts;
        if (target is not null)
            calls.Links["/proc/7/root"] = target;
        Assert.Equal(isKnown, RootedPath.TryRootOf(calls, 7, out var found));
        Assert.Equal(root, found);
        Assert.Equal(isKnown ? root : "/proc/7/root", RootedPath.RootOf(calls, 7));
    }

    [Fact]
    public void No_process_has_the_own_root() => Assert.Equal("", RootedPath.RootOf(new FakeSystemCalls(), 0));
}
