#include "common.h"

SEC("kprobe")
int bits(struct pt_regs *ctx)
{
    struct task_struct *task = (void *)bpf_get_current_task();
    __u64 sum = 0;

    sum += BPF_CORE_READ_BITFIELD_PROBED(task, in_execve);
    sum += BPF_CORE_READ_BITFIELD_PROBED(task, sched_reset_on_fork);
    sum += BPF_CORE_READ_BITFIELD_PROBED(task, no_cgroup_migration);
    USE(sum);
    return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(typed_bits, bool preempt, struct task_struct *prev, struct task_struct *next)
{
    __u64 sum = BPF_CORE_READ_BITFIELD(prev, in_execve);

    sum += BPF_CORE_READ_BITFIELD(next, sched_reset_on_fork);
    USE(sum);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
