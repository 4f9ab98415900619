// Signed numbers cannot change their width: the sign would be lost.
#include "common.h"

struct task_struct___wide {
    long prio;
} __attribute__((preserve_access_index));

SEC("tp_btf/sched_switch")
int BPF_PROG(resized, bool preempt, struct task_struct *prev)
{
    return ((struct task_struct___wide *)prev)->prio > 0;
}

char LICENSE[] SEC("license") = "GPL";
