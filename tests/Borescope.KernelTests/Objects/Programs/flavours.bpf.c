#include "common.h"

// The same kernel type described three times, as kernels had it at different times.
struct task_struct___state {
    volatile long state;
} __attribute__((preserve_access_index));

struct task_struct___underscore {
    unsigned int __state;
} __attribute__((preserve_access_index));

struct task_struct___wide {
    unsigned long long __state;
} __attribute__((preserve_access_index));

SEC("kprobe")
int flavours(struct pt_regs *ctx)
{
    void *task = (void *)bpf_get_current_task();
    struct task_struct___state *old = task;
    struct task_struct___underscore *now = task;
    long state;

    if (bpf_core_field_exists(old->state))
        state = BPF_CORE_READ(old, state);
    else
        state = BPF_CORE_READ(now, __state);
    USE(state);
    return 0;
}

// Here the object knows the field wider than the kernel: the load becomes narrower.
SEC("tp_btf/sched_switch")
int BPF_PROG(resized, bool preempt, struct task_struct *prev)
{
    struct task_struct___wide *task = (void *)prev;
    unsigned long long state = task->__state;

    USE(state);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
