#include "common.h"

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, pid_t);
    __type(value, __u64);
    __uint(max_entries, 1024);
} start SEC(".maps");

SEC("tp_btf/sched_wakeup")
int BPF_PROG(on_wakeup, struct task_struct *task)
{
    pid_t pid = task->pid;
    __u64 now = bpf_ktime_get_ns();

    bpf_map_update_elem(&start, &pid, &now, BPF_ANY);
    return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
    pid_t pid = next->pid;
    __u64 *begin = bpf_map_lookup_elem(&start, &pid);

    if (begin && prev->mm && prev->mm->start_stack)
        bpf_map_delete_elem(&start, &pid);
    return 0;
}

SEC("raw_tp/sched_switch")
int raw_switch(struct bpf_raw_tracepoint_args *ctx)
{
    struct task_struct *prev = (void *)ctx->args[1];

    return BPF_CORE_READ(prev, pid) == -1;
}

SEC("raw_tracepoint/sys_enter")
int raw_enter(struct bpf_raw_tracepoint_args *ctx)
{
    return ctx->args[1] == 99999;
}

char LICENSE[] SEC("license") = "GPL";
