using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

using Borescope.Compiler.Calls;

namespace Borescope.Compiler.Tests.Calls;

public class The_helper_table
{
    [Fact]
    public void Has_a_row_for_each_helper_with_name_version_and_callers()
    {
        for (int id = 1; id <= BpfHelpers.Count; id++)
        {
            BpfHelperDescription row = BpfHelpers.Get((BpfHelper)id);
            Assert.Equal(id, (int)row.Id);
            Assert.Equal(row.Name, "bpf_" + Regex.Replace(row.Id.ToString(), "(?<=.)([A-Z])", "_$1").ToLowerInvariant());
            Assert.True(row.KernelMajor is >= 3 and <= 6);
            Assert.NotEmpty(row.ProgramTypes());
            Assert.Same(row, BpfHelpers.Find(row.Name));
            Assert.True(row.Arguments.Count <= 5);
            for (int k = 0; k < row.Arguments.Count; k++)
            {
                if (row.Arguments[k] == BpfArgumentKind.Size)
                {
                    Assert.Contains(row.Arguments[k - 1], new[] { BpfArgumentKind.MemoryIn, BpfArgumentKind.MemoryOut, BpfArgumentKind.MemoryInOut });
                }
            }
        }

        Assert.Null(BpfHelpers.TryGet((BpfHelper)(BpfHelpers.Count + 1)));
        Assert.Null(BpfHelpers.TryGet(BpfHelper.Unspecified));
        Assert.Throws<ArgumentOutOfRangeException>(() => BpfHelpers.Get((BpfHelper)1000));
    }

    [Fact]
    public void Has_the_numbers_of_the_installed_kernel_header()
    {
        const string Header = "/usr/include/linux/bpf.h";
        Assert.SkipUnless(File.Exists(Header), "linux/bpf.h is not installed");
        string[] names = Regex.Matches(File.ReadAllText(Header), @"^\s+FN\((\w+)(?:, (\d+))?", RegexOptions.Multiline).Select(m => m.Groups[1].Value).ToArray();
        Assert.True(names.Length > 200);
        int first = Array.IndexOf(names, "map_lookup_elem");
        for (int i = first; i < names.Length; i++)
        {
            Assert.Equal("bpf_" + names[i], BpfHelpers.Get((BpfHelper)(i - first + 1)).Name);
        }
    }

    [Fact]
    public void Knows_who_may_call_what()
    {
        Assert.True(BpfHelpers.Get(BpfHelper.MapLookupElem).MayBeCalledFrom(BpfProgramType.Xdp));
        Assert.False(BpfHelpers.Get(BpfHelper.XdpAdjustHead).MayBeCalledFrom(BpfProgramType.Kprobe));
        Assert.True(BpfHelpers.Get(BpfHelper.OverrideReturn).MayBeCalledFrom(BpfProgramType.Kprobe));
        Assert.False(BpfHelpers.Get(BpfHelper.OverrideReturn).MayBeCalledFrom(BpfProgramType.Tracepoint));
        Assert.True(BpfHelpers.Get(BpfHelper.ProbeReadUserStr).IsGplOnly);
        Assert.False(BpfHelpers.Get(BpfHelper.KtimeGetNs).IsGplOnly);
        Assert.Equal((5, 8), (BpfHelpers.Get(BpfHelper.RingbufReserve).KernelMajor, BpfHelpers.Get(BpfHelper.RingbufReserve).KernelMinor));
    }
}
