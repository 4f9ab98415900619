using System.Collections.Generic;
using System.Threading;
using Borescope.Links;

namespace Borescope.Tests.Links;

public sealed class LinkReleaseTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(500)]
    public void Every_link_is_released_once(int count)
    {
        var released = new int[count];
        var links = new List<Link>();
        for (var index = 0; index < count; index++)
            links.Add(new CountingLink(released, index));
        LinkRelease.All(links);
        Assert.All(released, static times => Assert.Equal(1, times));
    }

    private sealed class CountingLink(int[] released, int index) : Link(AttachMechanism.PerfLink, "test")
    {
        protected override void Dispose(bool disposing) => Interlocked.Increment(ref released[index]);
    }
}
