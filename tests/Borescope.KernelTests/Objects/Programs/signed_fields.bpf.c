#include "common.h"

// Signed, narrow and boolean members by direct loads, which only typed programs may do.
SEC("tp_btf/sched_switch")
int BPF_PROG(signed_fields, bool preempt, struct task_struct *prev, struct task_struct *next)
{
    long sum = prev->prio + next->static_prio;

    sum += prev->se.on_rq + next->exit_code;
    sum += prev->comm[3] + (long)prev->flags;
    sum += prev->signal->nr_threads + next->pid;
    USE(sum);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
