using System;
using Borescope.Kernel;

namespace Borescope.Tests.Kernel;

public sealed class TracefsTests
{
    [Fact]
    public void The_usual_place_is_taken_without_looking_further()
    {
        var calls = new FakeSystemCalls();
        calls.Files["/sys/kernel/tracing/events/sched/enable"] = "";
        Assert.True(Tracefs.TryFind(calls, out var tracefs, out _));
        Assert.Equal("/sys/kernel/tracing", tracefs!.Root);
        Assert.Empty(calls.Log);
    }

    [Fact]
    public void Another_mount_point_is_found()
    {
        var calls = new FakeSystemCalls();
        calls.Files["/proc/self/mountinfo"] = "22 1 0:21 / /proc rw - proc proc rw\n30 1 0:11 /sub /wrong rw - tracefs nodev rw\n31 1 0:12 / /mnt/a\\040b rw,relatime shared:1 - tracefs nodev rw\n";
        calls.Files["/mnt/a b/events/sched/enable"] = "";
        Assert.True(Tracefs.TryFind(calls, out var tracefs, out var diagnostic), diagnostic);
        Assert.Equal("/mnt/a b", tracefs!.Root);
    }

    [Fact]
    public void Debugfs_is_the_second_choice()
    {
        var calls = new FakeSystemCalls();
        calls.Files["/proc/self/mountinfo"] = "31 1 0:12 / /sys/kernel/debug rw - debugfs debugfs rw\n";
        calls.Files["/sys/kernel/debug/tracing/events/sched/enable"] = "";
        Assert.True(Tracefs.TryFind(calls, out var tracefs, out _));
        Assert.Equal("/sys/kernel/debug/tracing", tracefs!.Root);
    }

    [Fact]
    public void A_missing_mount_is_made()
    {
        var calls = new FakeSystemCalls();
        calls.OnMount = _ =>
        {
            calls.Files["/sys/kernel/tracing/events/sched/enable"] = "";
            return Errno.None;
        };
        Assert.True(Tracefs.TryFind(calls, out var tracefs, out _));
        Assert.True(tracefs!.WasMounted);
        Assert.Contains("mount tracefs /sys/kernel/tracing", calls.Log);
    }

    [Theory]
    [InlineData(Errno.EPERM, "sudo mount -t tracefs")]
    [InlineData(Errno.ENODEV, "CONFIG_FTRACE")]
    [InlineData(Errno.EBUSY, "busy")]
    public void A_mount_that_fails_is_explained(Errno error, string expected)
    {
        var calls = new FakeSystemCalls { OnMount = _ => error };
        Assert.False(Tracefs.TryFind(calls, out _, out var diagnostic));
        Assert.Contains(expected, diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mount_that_may_not_be_read_is_explained()
    {
        var calls = new FakeSystemCalls();
        calls.Files["/proc/self/mountinfo"] = "31 1 0:12 / /sys/kernel/tracing rw - tracefs tracefs rw\n";
        calls.Failures["/sys/kernel/tracing/events"] = Errno.EACCES;
        Assert.False(Tracefs.TryFind(calls, out _, out var diagnostic));
        Assert.Contains("root", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void Traceable_functions_come_with_addresses_and_modules_where_the_kernel_gives_them()
    {
        var calls = new FakeSystemCalls();
        calls.Files["/sys/kernel/tracing/events/x/enable"] = "";
        calls.Files["/sys/kernel/tracing/available_filter_functions_addrs"] = "ffffffff81000004 vfs_read\nffffffffc0000004 ext4_read [ext4]\nffffffff81000010 __ftrace_invalid_address___64\nffffffffc0000014 vfs_read [ext4]\n";
        Tracefs.TryFind(calls, out var tracefs, out _);
        var functions = TraceableFunctions.Load(calls, tracefs, static () => null);
        Assert.Equal(3, functions.Count);
        Assert.Equal(new TraceableFunction("ext4_read", "ext4", 0xffffffffc0000004), functions[1]);
        Assert.Equal(2, System.Linq.Enumerable.Count(functions.Find("vfs_read")));
        Assert.Equal(["vfs_read"], System.Linq.Enumerable.Select(functions.Match(new GlobPattern("*"), new GlobPattern("vmlinux")), static function => function.Name));
    }

    [Fact]
    public void Without_ftrace_the_symbols_count_that_are_not_blacklisted()
    {
        var calls = new FakeSystemCalls();
        calls.Files[KernelSymbols.Path] = "ffffffff81000000 T vfs_read\nffffffff81000010 T do_int3\nffffffff81000020 D data\nffffffff81000030 t __pfx_vfs_read\n";
        calls.Files["/sys/kernel/debug/kprobes/blacklist"] = "0xffffffff81000010-0xffffffff81000020\tdo_int3\n";
        Assert.True(KernelSymbols.TryLoad(calls, out var symbols, out _));
        var functions = TraceableFunctions.Load(calls, null, () => symbols);
        Assert.Equal(1, functions.Count);
        Assert.Equal("vfs_read", functions[0].Name);
    }
}
