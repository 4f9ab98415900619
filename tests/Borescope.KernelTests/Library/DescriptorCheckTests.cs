using System.Collections.Generic;
using Borescope.Kernel;
using Borescope.Objects;
using Xunit.v3;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class DescriptorCheckTests
{
    [Fact]
    public void The_check_surrounds_every_test_of_the_collection()
    {
        var collection = Assert.IsAssignableFrom<IXunitTestCollection>(TestContext.Current.TestCollection);
        Assert.Contains(collection.BeforeAfterTestAttributes, attribute => attribute is LeavesNoDescriptorsAttribute);
    }

    [Fact]
    public void A_test_that_leaves_a_map_open_fails()
    {
        TestProgram.RequireTracing();
        LeavesNoDescriptorsAttribute check = new();
        IXunitTest test = Assert.IsAssignableFrom<IXunitTest>(TestContext.Current.Test);
        check.Before(test.TestMethod.Method, test);
        using (new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Counter(Compiler.BpfProgramType.RawTracepoint)))
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => check.After(test.TestMethod.Method, test));
        check.After(test.TestMethod.Method, test);
    }

    [Fact]
    public void Open_maps_programs_and_types_are_seen_and_gone_when_closed()
    {
        TestProgram.RequireTracing();
        HashSet<string> before = LeavesNoDescriptorsAttribute.Descriptors();
        using (new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Counter(Compiler.BpfProgramType.RawTracepoint)))
        {
            HashSet<string> during = LeavesNoDescriptorsAttribute.Descriptors();
            during.ExceptWith(before);
            Assert.Contains(during, text => text.EndsWith("anon_inode:bpf-map", System.StringComparison.Ordinal));
            Assert.Contains(during, text => text.EndsWith("anon_inode:bpf-prog", System.StringComparison.Ordinal));
        }

        Assert.Subset(before, LeavesNoDescriptorsAttribute.Descriptors());
    }
}
