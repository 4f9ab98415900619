namespace Borescope.Cli.Demo;

/// <summary>One of the demo's probes.</summary>
/// <param name="Title">What it answers.</param>
/// <param name="Program">The program, as the user would type it.</param>
/// <param name="Workload">A shell command that gives it something to see; ended afterwards.</param>
internal sealed record DemoScript(string Title, string Program, string Workload)
{
    // The workloads take a breath between rounds: the lab emulates, and the point is to read along.
    internal static readonly DemoScript[] All =
    [
        new("Who opens which file?",
            """
            kprobe:do_sys_openat2 { printf("%-6d %-12s %s\n", pid, comm, str(arg1)); }
            interval:s:4 { exit(); }
            """,
            "export LC_ALL=C; while :; do cat /etc/hostname; head -c 64 /proc/cpuinfo; sleep 0.5; done"),
        new("How long do reads take, in microseconds?",
            """
            kprobe:vfs_read { @start[tid] = nsecs; }
            kretprobe:vfs_read /@start[tid]/ { @us = hist((nsecs - @start[tid]) / 1000); delete(@start[tid]); }
            interval:s:3 { print(@us); }
            interval:s:5 { clear(@start); exit(); }
            """,
            "while :; do dd if=/dev/urandom of=/dev/null bs=16k count=20; dd if=/dev/zero of=/dev/null bs=512 count=200; sleep 0.2; done"),
        new("Which of the kernel's vfs_* functions are called most?",
            """
            kprobe:vfs_* { @[func] = count(); }
            interval:s:2 { time("%H:%M:%S\n"); print(@, 10); clear(@); }
            interval:s:7 { clear(@); exit(); }
            """,
            "while :; do ls -l /etc; cat /etc/passwd; dd if=/dev/zero of=/tmp/.borescope-demo bs=4k count=20; rm -f /tmp/.borescope-demo; sleep 0.2; done"),
    ];
}
