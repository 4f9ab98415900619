using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Borescope.Kernel;
using Borescope.KernelTests.Library;
using Borescope.KernelTests.Machines;
using Borescope.KernelTests.Scripts;
using Borescope.Maps;
using Borescope.Objects;
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
        Assert.Contains("     bytes               : count     distribution\n         0 -> 1          : 0        |", text.ToString(), StringComparison.Ordinal);
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

    [Fact]
    public void The_macros_that_other_programs_use_are_there()
    {
        RequireClang();
        using CProgram program = CProgram.Compile(
            """
            #include <vmlinux.h>
            #include <bpf/bpf_helpers.h>
            #include <bpf/bpf_tracing.h>
            #include <bpf/bpf_core_read.h>
            #include <bpf/bpf_endian.h>
            struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 4); } progs SEC(".maps");
            const volatile int wanted = 3;
            extern int LINUX_KERNEL_VERSION __kconfig;
            SEC("kprobe/do_unlinkat") int BPF_KPROBE(unlink, int dfd, struct filename *name) {
              const char *n = BPF_CORE_READ(name, name);
              char b[16]; u32 len = 0; struct task_struct *t = (void *)bpf_get_current_task();
              BPF_CORE_READ_INTO(&len, t, mm, flags);
              BPF_CORE_READ_STR_INTO(&b, t, comm);
              len += BPF_PROBE_READ(t, tgid);
              BPF_PROBE_READ_INTO(&len, t, real_parent, tgid);
              bpf_core_read(&len, sizeof(len), &t->pid);
              bpf_core_read_str(b, sizeof(b), &t->comm);
              len += BPF_CORE_READ_BITFIELD_PROBED(t, sched_reset_on_fork);
              len += bpf_core_type_id_kernel(struct task_struct) + bpf_core_type_id_local(struct task_struct);
              len += bpf_core_field_exists(struct task_struct, pid) + bpf_core_field_exists(t->pid) + bpf_core_field_size(struct task_struct, pid) + bpf_core_field_offset(t->pid);
              len += bpf_core_enum_value_exists(enum bpf_map_type, BPF_MAP_TYPE_HASH) + bpf_core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_HASH);
              len += PT_REGS_PARM1_CORE(ctx) + PT_REGS_IP_CORE(ctx) + PT_REGS_RC_CORE(ctx) + PT_REGS_RET(ctx) + PT_REGS_SP_CORE(ctx) + PT_REGS_FP_CORE(ctx);
              u64 bits[2] = {1, 2};
              BPF_SNPRINTF(b, sizeof(b), "%d %s", 3, "x");
              bpf_printk("%d %d", len, wanted);
              struct pt_regs *r = PT_REGS_SYSCALL_REGS(ctx);
              len += PT_REGS_PARM1_CORE_SYSCALL(r) + PT_REGS_PARM4_CORE_SYSCALL(r);
              barrier_var(len); barrier();
              if (len == 7) bpf_tail_call(ctx, &progs, 1);
              if (len == 8) bpf_tail_call_static(ctx, &progs, 1);
              bpf_tail_call(ctx, &progs, 2);
              return len + LINUX_KERNEL_VERSION + n[0]  + KERNEL_VERSION(5, 1, 0);
            }
            SEC("kretprobe/do_unlinkat") int BPF_KRETPROBE(unlink_ret, long ret) { bpf_printk("done %ld", ret); return 0; }
            SEC("ksyscall/openat") int BPF_KSYSCALL(opens, int dfd, const char *path, int flags) { return flags; }
            SEC("kprobe/__x64_sys_openat") int BPF_KPROBE_SYSCALL(opens2, int dfd, const char *path, int flags) { return flags; }
            SEC("tp_btf/sched_switch") int BPF_PROG(tb, bool preempt, struct task_struct *p, struct task_struct *n) { return p->pid; }
            SEC("raw_tp/sched_switch") int BPF_PROG(rt, bool preempt, struct task_struct *p, struct task_struct *n) { return p->pid + BPF_CORE_READ(n, pid); }
            SEC("iter/task") int dump(struct bpf_iter__task *ctx) { struct seq_file *s = ctx->meta->seq; struct task_struct *t = ctx->task; if (!t) return 0; BPF_SEQ_PRINTF(s, "%d %s\n", t->tgid, t->comm); return 0; }
            SEC("uprobe") int BPF_UPROBE(up, char *s) { return s[0] + bpf_htons(2) + bpf_cpu_to_be32(3) + bpf_be64_to_cpu(4); }
            SEC("uretprobe") int BPF_URETPROBE(ur, char *s) { return s[0]; }
            SEC("usdt") int us(struct pt_regs *ctx) { return 0; }
            static long each(u32 i, void *c) { return 0; }
            SEC("tp/sched/sched_switch") int sw(struct trace_event_raw_sched_switch *ctx) { bpf_loop(3, each, 0, 0); bpf_repeat(2) { barrier(); } int i; bpf_for(i, 0, 4) { barrier(); } return ctx->prev_pid; }
            char LICENSE[] SEC("license") = "GPL";
            __u32 _version SEC("version") = 1;
            """);
        Assert.Equal(program.Spec.Programs.Count, program.Load().Programs.Count);
        Assert.Equal(11, program.Spec.Programs.Count);
    }

    [Fact]
    public void The_verifiers_complaint_names_the_line_of_the_text()
    {
        RequireClang();
        using CProgram program = CProgram.Compile("int kprobe__vfs_read(struct pt_regs *ctx)\n{\n    return !bpf_map_lookup_elem(ctx, ctx);\n}");
        VerifierException error = Assert.Throws<VerifierException>(() => program.Load());
        Assert.Contains("program:3:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("borescope-", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Histograms_are_printed_for_each_of_what_they_are_of()
    {
        RequireClang();
        using CProgram program = CProgram.Compile(
            """
            struct disk { char name[8]; s16 part; u64 slot; };
            struct other { char name[8]; };
            BPF_HISTOGRAM(dist, struct disk);
            BPF_HISTOGRAM(large);
            BPF_HASH(wrong, struct other);
            BPF_ARRAY(linear, u64, 8);

            int tracepoint__syscalls__sys_enter_pwrite64(struct trace_event_raw_sys_enter *args)
            {
                u32 pid = bpf_get_current_pid_tgid() >> 32;
                u64 n = args->args[2];
                if (pid != PID)
                    return 0;
                struct disk key = { .name = "sda", .part = -1, .slot = bpf_log2l(n / 100) };
                dist.increment(key);
                key.name[2] = 'b';
                dist.increment(key, 3);
                key.slot = bpf_log2l(7);
                dist.increment(key, 4);
                linear.increment(n / 100);
                large.increment(bpf_log2l(1ull << 40));
                wrong.increment((struct other){ "x" });
                return 0;
            }
            """,
            $"-DPID={Environment.ProcessId}");
        program.Attach();
        using (FileStream nothing = File.OpenWrite("/dev/null"))
            RandomAccess.Write(nothing.SafeFileHandle, new byte[100], 0);
        using StringWriter text = new() { NewLine = "\n" };
        program.PrintHistogram("dist", "usecs", text, "disk");
        const string Full = "****************************************", Empty = "                                        ";
        Assert.Equal(
            $"""

            disk = sda, -1
                 usecs               : count     distribution
                     0 -> 1          : 1        |{Full}|

            disk = sdb, -1
                 usecs               : count     distribution
                     0 -> 1          : 3        |******************************          |
                     2 -> 3          : 0        |{Empty}|
                     4 -> 7          : 4        |{Full}|

            """,
            text.ToString());
        text.GetStringBuilder().Clear();
        program.PrintLinearHistogram("linear", "hundreds", text);
        Assert.Equal(
            $"""
                 hundreds      : count     distribution
                    0          : 0        |{Empty}|
                    1          : 1        |{Full}|

            """,
            text.ToString());
        text.GetStringBuilder().Clear();
        program.PrintHistogram("large", to: text);
        Assert.StartsWith("               value                         : count     distribution\n                   0 -> 1                    : 0        |                    |\n", text.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\n       1099511627776 -> 2199023255551        : 1        |********************|\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("wrong is no histogram", Assert.Throws<ArgumentException>(() => program.PrintHistogram("wrong")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markers_give_their_arguments()
    {
        RequireClang();
        string target = Path.Combine(await TestPrograms.Folder, "twelve");
        using CProgram program = CProgram.Compile(
            $$"""
            #define BPF_USDT_MAX_SPEC_CNT 4
            #include <bpf/bpf_helpers.h>
            #include <bpf/usdt.bpf.h>
            BPF_ARRAY(values, long, 20);

            SEC("usdt/{{target}}:twelve:plain")
            int BPF_USDT(on_marker, long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l)
            {
                long given[] = { a, b, c, d, e, f, g, h, i, j, k, l, bpf_usdt_arg_cnt(ctx), bpf_usdt_arg_size(ctx, 3), bpf_usdt_arg_size(ctx, 12), bpf_usdt_cookie(ctx) };
                for (int n = 0; n < 16; n++) {
                    int key = n;
                    values.update(&key, &given[n]);
                }
                return 0;
            }
            """);
        program.Attach();
        RunResult result = await Machine.Get("host").RunAsync(target, []);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(4u, program.Maps["__bpf_usdt_specs"].Spec.MaxEntries);
        BpfMap<uint, long> values = new(program.Maps["values"]);
        Assert.Equal(
            [-16, 0x80000001, -0x7fffffff, 0xcdff, -1, 0xcd, 5, -6, -9, 0xfffffff7, -0x7fff, -77, 12, 2, -2, 0],
            Enumerable.Range(0, 16).Select(index => values[(uint)index]));
    }
}
