using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Borescope.KernelTests.Library;
using Borescope.Maps;
using Borescope.Sources;

namespace Borescope.KernelTests.Sources;

/// <summary>C programs of the short form follow pointers as C does.</summary>
public sealed partial class FollowedReadTests
{
    private const int SetChildSubreaper = 36;

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint a, nuint b = 0, nuint c = 0, nuint d = 0);

    [LibraryImport("libc", EntryPoint = "labs")]
    private static partial nint Absolute(nint value);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    private static void RequireClang()
    {
        TestProgram.RequireTracing();
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(f => Directory.Exists(f) && Directory.EnumerateFiles(f, "clang*").Any()), "clang is not installed");
    }

    [Fact]
    public void Members_behind_pointers_are_read()
    {
        RequireClang();
        using CProgram program = CProgram.Compile(
            """
            #include <linux/sched.h>
            #define MAX(a, b) ((a) > (b) ? (a) : (b))
            #define PARENT(t) ((t)->real_parent)
            #define LIMIT rlim[7].rlim_cur
            #define READ(to, from) bpf_probe_read_kernel(&to, sizeof(from), &from)
            struct kept { struct task_struct *task; u64 seen; };
            BPF_HASH(kept, u32, struct kept);
            BPF_HASH(tasks, u32, struct task_struct *);
            BPF_ARRAY(values, u64, 32);
            struct task_struct *last;

            static inline int leader(struct task_struct *t) { return t->group_leader->pid; }
            static struct task_struct *parent_of(struct task_struct *t) { return t->real_parent; }
            static int field(struct bpf_raw_tracepoint_args *ctx) { return ctx->args[1]; }

            RAW_TRACEPOINT_PROBE(sys_enter)
            {
                u32 pid = bpf_get_current_pid_tgid() >> 32;
                // getppid()
                if (pid != PID || ctx->args[1] != 110 || field(ctx) != 110)
                    return 0;
                struct task_struct *task = (struct task_struct *)bpf_get_current_task(), *walk = task;
                values.update(&(int){0}, &(u64){task->tgid});
                values.increment(1, task->real_parent->tgid);
                values.increment(2, PARENT(task)->tgid);
                values.increment(3, leader(task));
                values.increment(4, parent_of(task)->tgid);
                values.increment(5, MAX(task->tgid, 1));
                values.increment(6, task->comm[0]);
                values.increment(7, task->signal->is_child_subreaper);
                values.increment(8, (*task).signal->nr_threads > 1 ? sizeof(task->comm) : task->tgid);
                int i;
                for (i = 0; i < 64 && walk->tgid != 1; i++)
                    walk = walk->real_parent;
                values.increment(9, walk->tgid);

                struct kept first = { .task = task, .seen = 7 }, *found;
                kept.update(&pid, &first);
                found = kept.lookup(&pid);
                if (found) {
                    found->seen++;
                    values.increment(10, found->task->tgid + found->seen);
                }
                tasks.update(&pid, &task);
                struct task_struct **at = tasks.lookup(&pid), *other;
                if (!at)
                    return 0;
                other = *at;
                values.increment(11, other->tgid);
                int tgid = 0;
                READ(tgid, other->tgid);
                values.increment(12, tgid);
                last = other;
                values.increment(13, last->signal->LIMIT == BPF_CORE_READ(task, signal, rlim[7].rlim_cur));
                struct rlimit limit = task->signal->rlim[7];
                values.increment(14, limit.rlim_max);
                struct pt_regs *regs = (struct pt_regs *)ctx->args[0];
                values.increment(15, regs->orig_ax);
                values.increment(16, BPF_CORE_READ(task->real_parent, tgid));
                values.increment(17, task->mm && task->mm->exe_file && task->mm->exe_file->f_inode->i_ino > 0);
                values.increment(18, *(unsigned int *)((char *)task + offsetof(struct task_struct, tgid)));
                char letter = 0;
                char *from = task->comm;
                from += 1;
                letter = *from;
                values.increment(19, letter);
                unsigned long ip = PT_REGS_IP(regs), other_ip = (PT_REGS_IP((struct pt_regs *)(ctx->args[0])));
                values.increment(20, ip && ip == other_ip && ip == regs->ip);
                return 0;
            }
            """,
            $"-DPID={Environment.ProcessId}");
        int parent;
        string comm;
        Assert.Equal(0, ProcessControl(SetChildSubreaper, 1));
        try
        {
            program.Attach();
            parent = GetParent();
            comm = File.ReadAllText("/proc/thread-self/comm");
        }
        finally
        {
            _ = ProcessControl(SetChildSubreaper, 0);
        }

        var self = Environment.ProcessId;
        var files = File.ReadAllLines("/proc/self/limits").Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] expected = [self, parent, parent, self, parent, self, comm[0], 1, 16, 1, self + 8, self, self, 1, int.Parse(files[4], CultureInfo.InvariantCulture), 110, parent, 1, self, comm[1], 1];
        BpfMap<uint, ulong> values = new(program.Maps["values"]);
        Assert.Equal(expected.Select(static value => (ulong)value), Enumerable.Range(0, expected.Length).Select(index => values[(uint)index]));
    }

    [Fact]
    public void Memory_of_a_process_is_read_the_same_way()
    {
        RequireClang();
        using CProgram program = CProgram.Compile(
            """
            struct item { char name[8]; int low : 5; unsigned int high : 7; struct item *next; int type, version; };
            BPF_ARRAY(values, u64, 8);

            void count(struct pt_regs *ctx, struct item *first)
            {
                if (first->name[0] != 'B')
                    return;
                values.increment(0, -first->low);
                values.increment(1, first->next->high);
                values.increment(2, first->next->name[1]);
                values.increment(3, first->next->next == 0);
                // Bit fields of the kernel are called like these.
                values.increment(4, first->next->type * 10 + first->version);
            }
            """);
        program.AttachUprobe("libc.so.6", "labs", "count", Environment.ProcessId);
        unsafe
        {
            Item second = new() { Bits = 100 << 5, Type = 7 };
            second.Name[1] = 42;
            Item first = new() { Bits = 0b11101, Next = &second, Version = 4 };
            first.Name[0] = (byte)'B';
            _ = Absolute((nint)(&first));
        }

        BpfMap<uint, ulong> values = new(program.Maps["values"]);
        Assert.Equal([3ul, 100ul, 42ul, 1ul, 74ul], Enumerable.Range(0, 5).Select(index => values[(uint)index]));
    }

    private unsafe struct Item
    {
        public fixed byte Name[8];
        public uint Bits;
        public Item* Next;
        public int Type, Version;
    }
}
