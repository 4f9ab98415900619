using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.KernelTests.Library;
using Borescope.Maps;
using Borescope.Sources;

namespace Borescope.KernelTests.Sources;

public sealed class CProgramTests
{
    private const string Counting = """
        #include <uapi/linux/ptrace.h>
        BPF_HASH(counts, u32);
        BPF_HISTOGRAM(sizes);

        int tracepoint__syscalls__sys_enter_pwrite64(struct trace_event_raw_sys_enter *args)
        {
            u32 pid = bpf_get_current_pid_tgid() >> 32;
            if (pid != PID)
                return 0;
            counts.increment(pid);
            sizes.increment(bpf_log2l(args->args[2]));
            return 0;
        }
        """;

    private static void RequireClang()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(f => Directory.Exists(f) && Directory.EnumerateFiles(f, "clang*").Any()), "clang is not installed");
    }

    [Fact]
    public void A_function_named_after_its_tracepoint_counts_and_its_histogram_prints()
    {
        RequireClang();
        using CProgram program = CProgram.Compile(Counting, $"-DPID={Environment.ProcessId}");
        Assert.Single(program.Attach());
        using (FileStream nothing = File.OpenWrite("/dev/null"))
        {
            for (int i = 0; i < 5; i++)
                RandomAccess.Write(nothing.SafeFileHandle, new byte[100], 0);
        }
        Assert.True(new BpfMap<uint, ulong>(program.Maps["counts"]).TryGet((uint)Environment.ProcessId, out ulong count));
        Assert.True(count >= 5, $"{count} writes");
        using var text = new StringWriter();
        program.PrintHistogram("sizes", "bytes", text);
        Assert.Matches(@"(?m)^ +64 -> 127 +: [5-9]\d* +\|\*", text.ToString());
        Assert.Contains("bytes : count    distribution", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tracepoint_probe_reads_the_fields_of_its_format()
    {
        RequireClang();
        using CProgram program = CProgram.Compile(
            """
            BPF_TABLE("lru_hash", u32, u64, counts, 64);
            BPF_ARRAY(bytes, u64, 1);

            TRACEPOINT_PROBE(syscalls, sys_enter_pwrite64)
            {
                u32 pid = bpf_get_current_pid_tgid() >> 32;
                if (pid != PID || args->fd < 0)
                    return 0;
                bpf_trace_printk("%d bytes at %lx\n", args->count, args->buf);
                counts.increment(pid);
                bytes.increment(0, args->count);
                return 0;
            }
            """,
            $"-DPID={Environment.ProcessId}");
        Assert.Single(program.Attach());
        using (FileStream nothing = File.OpenWrite("/dev/null"))
        {
            for (int i = 0; i < 5; i++)
                RandomAccess.Write(nothing.SafeFileHandle, new byte[100], 0);
        }

        Assert.True(new BpfMap<uint, ulong>(program.Maps["counts"]).TryGet((uint)Environment.ProcessId, out ulong count));
        Assert.True(count >= 5, $"{count} writes");
        Assert.True(new BpfMap<uint, ulong>(program.Maps["bytes"])[0] >= 500);
        BpfException error = Assert.Throws<BpfException>(() => CProgram.Compile("TRACEPOINT_PROBE(syscalls, no_such_event) { return 0; }"));
        Assert.Contains("the kernel has no tracepoint syscalls:no_such_event", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_is_attached_to_one_of_a_library()
    {
        RequireClang();
        using CProgram program = CProgram.Compile(
            """
            BPF_ARRAY(lengths, u64, 2);

            void count(struct pt_regs *ctx, const char *name)
            {
                char first = 0;
                bpf_probe_read_user(&first, 1, name);
                if (first == 'B')
                    lengths.increment(0);
            }

            int counted(struct pt_regs *ctx)
            {
                lengths.increment(1, PT_REGS_RC(ctx) != 0);
                return 0;
            }
            """);
        Assert.Contains("libc", program.AttachUprobe("libc.so.6", "setenv", "count", Environment.ProcessId).Target, StringComparison.Ordinal);
        _ = program.AttachUretprobe("libc.so.6", "setenv", "counted", Environment.ProcessId);
        Assert.Equal(0, SetVariable("Borescope", "1", 1));
        Assert.NotEqual(0, SetVariable("", "1", 1));
        BpfMap<uint, ulong> lengths = new(program.Maps["lengths"]);
        Assert.Equal((1ul, 1ul), (lengths[0], lengths[1]));
        Assert.Contains("no function no_such_function", Assert.Throws<BpfException>(() => program.AttachUprobe("libc.so.6", "no_such_function", "count")).Message, StringComparison.Ordinal);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetVariable([MarshalAs(UnmanagedType.LPStr)] string name, [MarshalAs(UnmanagedType.LPStr)] string value, int overwrite);

    [Fact]
    public void What_clang_refuses_is_told_with_the_line_of_the_text()
    {
        RequireClang();
        CompileFailedException error = Assert.Throws<CompileFailedException>(() => CProgram.Compile("int hello(void *ctx)\n{\n    return oops;\n}\n"));
        Assert.Contains("program:3:", error.Message, StringComparison.Ordinal);
        Assert.Contains("oops", error.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public void System_calls_have_this_kernels_prefix()
    {
        RequireClang();
        using CProgram program = CProgram.Compile("int hello(void *ctx) { return 0; }");
        Assert.Matches("^__(x64|arm64)_sys_syncfs$", program.GetSyscallFunctionName("syncfs"));
        Assert.Contains("no system call nonsense", Assert.ThrowsAny<Exception>(() => program.GetSyscallFunctionName("nonsense")).Message, StringComparison.Ordinal);
        Assert.Contains("hello", Assert.Throws<ArgumentException>(() => program.AttachKprobe("vfs_read", "helo")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_with_explicit_sections_and_reads_through_pointers_load()
    {
        RequireClang();
        using CProgram program = CProgram.Compile(
            """
            struct event { u32 pid; char comm[16]; };
            BPF_RINGBUF_OUTPUT(events, 8);
            const volatile int minimum = 1;

            SEC("kprobe/do_unlinkat")
            int BPF_KPROBE(unlinking, int dfd, struct filename *name)
            {
                struct event *e = events.ringbuf_reserve(sizeof(*e));
                if (!e)
                    return 0;
                e->pid = dfd + minimum;
                bpf_get_current_comm(&e->comm, sizeof(e->comm));
                events.ringbuf_submit(e, 0);
                return 0;
            }

            SEC("raw_tp/sched_switch")
            int BPF_PROG(switching, bool preempt, struct task_struct *prev, struct task_struct *next)
            {
                bpf_printk("%d %d", BPF_CORE_READ(prev, real_parent, tgid), BPF_CORE_READ(next, pid));
                return 0;
            }

            SEC("ksyscall/unlinkat")
            int BPF_KSYSCALL(call, int dfd, const char *path, int flags)
            {
                return flags == 3 && path != NULL;
            }
            """);
        Assert.Equal(["unlinking", "switching", "call"], program.Spec.Programs.Select(p => p.Name));
        Assert.Equal(3, program.Load().Programs.Count);
    }
}
