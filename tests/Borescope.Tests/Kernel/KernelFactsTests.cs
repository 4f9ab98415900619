using System;
using System.Linq;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Tests.Kernel;

public sealed class KernelFactsTests
{
    [Theory]
    [InlineData("vfs_*", "vfs_read", true)]
    [InlineData("vfs_*", "vfs_", true)]
    [InlineData("vfs_*", "xvfs_read", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*read*", "vfs_readv", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("?fs_read", "vfs_read", true)]
    [InlineData("[a-v]fs", "vfs", true)]
    [InlineData("[!a-v]fs", "vfs", false)]
    [InlineData("[xyv]fs", "vfs", true)]
    [InlineData("[", "[", true)]
    [InlineData("[]", "[]", true)]
    [InlineData("[a", "[a", true)]
    [InlineData("***a***", "bab", true)]
    public void Patterns_match_whole_names(string pattern, string name, bool expected) => Assert.Equal(expected, new GlobPattern(pattern).IsMatch(name));

    [Theory]
    [InlineData("0-3,8", "0,1,2,3,8")]
    [InlineData("0", "0")]
    [InlineData("0\n", "0")]
    [InlineData("", "")]
    [InlineData("3-1", "")]
    [InlineData("x,1,-,2-,5", "1,5")]
    [InlineData("0-999999999", "")]
    public void Cpu_lists_are_read_and_malformed_parts_left_out(string text, string expected) =>
        Assert.Equal(expected, string.Join(",", CpuList.Parse(text)));

    [Theory]
    [InlineData("vfs_raed", "vfs_read")]
    [InlineData("do_sys_opennat2", "do_sys_openat2")]
    [InlineData("tcp_conect", "tcp_connect")]
    public void A_misspelt_name_finds_its_neighbour_first(string wanted, string expected)
    {
        var near = new NearMatches(wanted);
        foreach (var name in (string[])["vfs_write", "vfs_read", "vfs_reader", "do_sys_openat2", "do_sys_open", "tcp_connect", "tcp_close", "vfs_read"])
            near.Offer(Encoding.UTF8.GetBytes(name));
        Assert.Equal(expected, near.Names[0]);
        Assert.Equal(near.Names.Distinct(), near.Names);
    }

    [Fact]
    public void A_name_far_from_all_others_finds_nothing()
    {
        var near = new NearMatches("zzzzzz");
        near.Offer("vfs_read");
        near.Offer(new string('z', 500));
        Assert.Empty(near.Names);
    }

    [Theory]
    [InlineData("000001ffffffffff", true, "")]
    [InlineData("0000000000000000", false, "CAP_BPF and CAP_PERFMON (or CAP_SYS_ADMIN)")]
    [InlineData("0000008000000000", false, "CAP_PERFMON")]
    [InlineData("0000004000000000", false, "CAP_BPF")]
    [InlineData("000000c000000000", true, "")]
    [InlineData("0000000000200000", true, "")]
    [InlineData("nonsense", false, "CAP_BPF and CAP_PERFMON (or CAP_SYS_ADMIN)")]
    public void Capabilities_come_from_procfs(string bits, bool canTrace, string missing)
    {
        var calls = new FakeSystemCalls();
        calls.Files["/proc/self/status"] = $"Name:\tx\nCapPrm:\t0000000000000000\nCapEff:\t{bits}\nCapBnd:\t000001ffffffffff\n";
        var capabilities = Capabilities.Read(calls);
        Assert.Equal(canTrace, capabilities.CanTrace);
        Assert.Equal(missing, capabilities.Missing());
    }

    [Fact]
    public void Files_are_read_whole_in_spite_of_short_reads_and_interruptions()
    {
        var calls = new FakeSystemCalls { ReadLimit = 7, Interruptions = 3 };
        var text = string.Concat(Enumerable.Range(0, 5000).Select(static number => $"line {number}\n"));
        calls.Files["/a"] = text;
        Assert.Equal(text.TrimEnd('\n'), calls.ReadText("/a"));
        Assert.Equal(Errno.None, calls.TryReadAll("/a", out var bytes));
        Assert.Equal(text.Length, bytes.Length);
        Assert.Equal(Errno.ENOENT, calls.TryReadAll("/b", out _));
        Assert.Null(calls.ReadText("/b"));
        Assert.Empty(calls.Descriptors);
    }

    [Fact]
    public void Low_descriptors_are_moved_out_of_the_way()
    {
        var calls = new FakeSystemCalls();
        calls.Descriptors.Add(1);
        using (var handle = KernelHandle.Own(calls, 1))
            Assert.True(handle.Descriptor > 2);
        Assert.Empty(calls.Descriptors);
    }

    [Fact]
    public void Every_errno_and_operation_gives_a_sentence()
    {
        foreach (var errno in Enum.GetValues<Errno>())
        {
            foreach (var operation in Enum.GetValues<KernelOperation>())
            {
                var error = new BpfException(errno, operation, "the-subject");
                Assert.Contains("the-subject", error.Message, StringComparison.Ordinal);
                Assert.Contains(errno.ToString(), error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("unknown error", errno == Errno.None ? "" : error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("kernel operation on", error.Message, StringComparison.Ordinal);
            }
        }

        Assert.Contains("errno 4000", new BpfException((Errno)4000, KernelOperation.Wait, "").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Errno.EPERM, KernelOperation.ProgramLoad, "CAP_BPF")]
    [InlineData(Errno.EACCES, KernelOperation.PerfEventOpen, "perf_event_paranoid")]
    [InlineData(Errno.EADDRNOTAVAIL, KernelOperation.KprobeOpen, "several times")]
    [InlineData(Errno.EILSEQ, KernelOperation.KprobeOpen, "start of an instruction")]
    [InlineData(Errno.EBUSY, KernelOperation.TracefsRemove, "still in use")]
    [InlineData(Errno.E2BIG, KernelOperation.MapUpdate, "full")]
    [InlineData(Errno.EPERM, KernelOperation.MapDelete, "cannot be deleted")]
    [InlineData(Errno.ENODEV, KernelOperation.PerfEventOpen, "offline")]
    [InlineData(Errno.ENOTSUPP, KernelOperation.TracingLinkCreate, "cannot patch")]
    public void An_errno_is_explained_for_its_operation(Errno errno, KernelOperation operation, string expected) =>
        Assert.Contains(expected, new BpfException(errno, operation, "x").Hint!, StringComparison.Ordinal);

    [Theory]
    [InlineData(5, Errno.None)]
    [InlineData(0, Errno.None)]
    [InlineData(-1, Errno.EPERM)]
    [InlineData(-524, Errno.ENOTSUPP)]
    public void Negative_results_are_errors(int result, Errno expected) => Assert.Equal(expected, result.AsErrno());

    [Fact]
    public void High_addresses_are_not_errors() => Assert.Equal(Errno.None, unchecked((nint)0xffff_8000_0000_0000).AsErrno());
}
