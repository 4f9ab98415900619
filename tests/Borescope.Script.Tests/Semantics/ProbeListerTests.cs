using System.Collections.Generic;
using Borescope.Script.Diagnostics;
using Borescope.Script.Semantics;
using Borescope.Script.Semantics.Listing;
using Borescope.Script.Syntax;

namespace Borescope.Script.Tests.Semantics;

public sealed class ProbeListerTests
{
    private readonly DiagnosticBag _diagnostics = new();

    [Theory]
    [InlineData("kprobe:vfs_read*", "kprobe:vfs_read kprobe:vfs_readv")]
    [InlineData("kr:vfs_open", "kretprobe:vfs_open")]
    [InlineData("f:vfs_w*", "fentry:vmlinux:vfs_write")]
    [InlineData("f:bpf:xdp*", "fentry:bpf:7:xdp_main fentry:bpf:9:xdp_main")]
    [InlineData("fexit:bpf:7:*", "fexit:bpf:7:parse fexit:bpf:7:xdp_main")]
    [InlineData("fentry:bpf:*:trace*", "fentry:bpf:12:trace_xdp")]
    [InlineData("tracepoint:syscalls:*", "tracepoint:syscalls:sys_enter_openat tracepoint:syscalls:sys_exit_read")]
    [InlineData("t:sched_switch", "tracepoint:sched:sched_switch")]
    [InlineData("rt:sys_*", "rawtracepoint:vmlinux:sys_enter rawtracepoint:vmlinux:sys_exit")]
    [InlineData("rt:vm*:sys_exit", "rawtracepoint:vmlinux:sys_exit")]
    [InlineData("soft*:c*", "software:context-switches: software:cpu-clock: software:cpu-migrations: software:cpu: software:cs:")]
    [InlineData("uprobe:/bin/bash:read*", "uprobe:/bin/bash:readline uprobe:/bin/bash:readline_internal")]
    [InlineData("*read*", "tracepoint:syscalls:sys_exit_read kprobe:vfs_read kprobe:vfs_readv fentry:vmlinux:vfs_read fentry:vmlinux:vfs_readv")]
    [InlineData("openat", "tracepoint:syscalls:sys_enter_openat kprobe:do_sys_openat2 fentry:vmlinux:do_sys_openat2")]
    [InlineData("hardware:cache*", "hardware:cache-misses: hardware:cache-references:")]
    [InlineData("*ware:cpu", "software:cpu:")]
    [InlineData("h:c*s", "hardware:cache-misses: hardware:cache-references: hardware:cpu-cycles: hardware:cycles:")]
    [InlineData("iter:*", "iter:task")]
    [InlineData("usdt:/bin/prog:app:*", "usdt:/bin/prog:app:done usdt:/bin/prog:app:open")]
    [InlineData("U:/bin/prog:*", "usdt:/bin/prog:app:done usdt:/bin/prog:app:open usdt:/bin/prog:lib:open")]
    [InlineData("uprobe:/bin/b*:readline", "uprobe:/bin/bash:readline")]
    [InlineData("self:*", "self:signal:SIGUSR1")]
    [InlineData("struct path", "struct path")]
    public void Patterns_list_what_they_match(string pattern, string expected)
    {
        Assert.Equal(expected, string.Join(' ', List(pattern, false)));
        Assert.Empty(_diagnostics.Items);
    }

    [Fact]
    public void Verbose_listings_show_arguments_and_definitions()
    {
        Assert.Equal(["tracepoint:sched:sched_switch", "    int dfd", "    const char * filename"], List("t:sched:sched_switch", true));
        Assert.Equal(["fexit:vmlinux:vfs_read", "    struct file * file", "    ssize_t retval"], List("fexit:vfs_read", true));
        Assert.Equal(["struct path {", "\tstruct dentry *dentry;", "};"], List("struct path", true));
    }

    [Theory]
    [InlineData("kprob:vfs_read", "unknown probe provider 'kprob'")]
    [InlineData("uprobe:/no:*", "there is no file /no")]
    [InlineData("uprobe:*", "listing uprobe probes needs a file, a function or a process: uprobe:/bin/bash:*, uprobe:*:malloc, or -p PID")]
    [InlineData("usdt:*", "No probe matches 'usdt:*'.")]
    [InlineData("fentry:bpf:x:*", "'x' is no number of a BPF program")]
    [InlineData("kprobe:nothing", "No probe matches 'kprobe:nothing'.")]
    [InlineData("hardware:none*", "No probe matches 'hardware:none*'.")]
    [InlineData("nothing_at_all", "No probe matches 'nothing_at_all'.")]
    [InlineData("struct nothing", "the kernel's BTF has no struct nothing")]
    public void Wrong_patterns_are_explained(string pattern, string message)
    {
        Assert.Empty(List(pattern, false));
        Assert.Equal(message, Assert.Single(_diagnostics.Items).Message);
    }

    [Fact]
    public void A_program_lists_the_places_of_its_probes()
    {
        SyntaxTree tree = Parser.Parse(new ScriptSource("stdin", "kprobe:vfs_w*,BEGIN { }\nt:sched:* { }"), _diagnostics);
        var lines = new List<string>();
        new ProbeLister(new FakeKernelModel(), new BinderOptions()).List(tree, false, lines.Add, _diagnostics);
        Assert.Equal(["kprobe:vfs_write", "begin", "tracepoint:sched:sched_process_exec", "tracepoint:sched:sched_switch"], lines);
    }

    [Fact]
    public void Tracepoints_that_cannot_be_seen_say_why()
    {
        var model = new FakeKernelModel { TracepointObstacle = "tracefs cannot be read; run as root" };
        new ProbeLister(model, new BinderOptions()).List("tracepoint:sched:*", false, _ => { }, _diagnostics);
        Assert.Equal("no tracepoint can be listed: tracefs cannot be read; run as root", Assert.Single(_diagnostics.Items).Message);
    }

    private List<string> List(string pattern, bool verbose)
    {
        var lines = new List<string>();
        new ProbeLister(new FakeKernelModel(), new BinderOptions()).List(pattern, verbose, lines.Add, _diagnostics);
        return lines;
    }
}
