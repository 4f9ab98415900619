#include "common.h"

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym __weak;

SEC("tp_btf/task_newtask")
int BPF_PROG(kfuncs, struct task_struct *task, u64 clone_flags)
{
    struct task_struct *kept = bpf_task_acquire(task);

    if (!kept)
        return 0;
    bpf_task_release(kept);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
