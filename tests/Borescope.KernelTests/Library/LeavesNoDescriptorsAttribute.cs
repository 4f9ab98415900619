using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using Borescope.Kernel;
using Xunit.v3;

namespace Borescope.KernelTests.Library;

/// <summary>Fails a test that leaves BPF objects or perf events open. Descriptors that the runtime opens for itself (epoll, eventfd) are not looked at.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class LeavesNoDescriptorsAttribute : BeforeAfterTestAttribute
{
    private static readonly string[] Kinds = ["bpf", "btf", "[perf_event]", "[uprobe"];

    // The tests of the collection run one by one.
    private HashSet<string> _before = [];

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => _before = Descriptors();

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        HashSet<string> left = Descriptors();
        left.ExceptWith(_before);
        Assert.True(left.Count == 0, $"the test left open: {string.Join(", ", left)}");
    }

    /// <summary>The descriptors of BPF objects and perf events, such as <c>12 anon_inode:bpf-map</c>.</summary>
    internal static HashSet<string> Descriptors()
    {
        HashSet<string> found = [];
        foreach (string path in Directory.GetFiles("/proc/self/fd"))
        {
            // The listing's own descriptor is gone by now.
            if (SystemCalls.Instance.ReadLink(path) is { } target && target.StartsWith("anon_inode:", StringComparison.Ordinal)
                && Array.Exists(Kinds, kind => target.Contains(kind, StringComparison.Ordinal)))
            {
                found.Add($"{Path.GetFileName(path)} {target}");
            }
        }

        return found;
    }
}
