#include "common.h"

struct task_struct___none {
    int no_such_field;
} __attribute__((preserve_access_index));

// One use of each question about fields.
SEC("kprobe")
int kinds(struct pt_regs *ctx)
{
    struct task_struct *task = (void *)bpf_get_current_task();
    struct task_struct___none *none = (void *)task;
    __u64 sum = 0;

    sum += bpf_core_field_exists(task->pid);
    sum += bpf_core_field_exists(none->no_such_field) * 2;
    sum += bpf_core_field_size(task->comm);
    sum += bpf_core_field_size(task->pid);
    sum += bpf_core_field_offset(task->tgid);
    sum += __builtin_preserve_field_info(task->pid, BPF_FIELD_SIGNED);
    sum += __builtin_preserve_field_info(task->flags, BPF_FIELD_SIGNED);
    sum += __builtin_preserve_field_info(task->prio, BPF_FIELD_LSHIFT_U64);
    sum += __builtin_preserve_field_info(task->prio, BPF_FIELD_RSHIFT_U64);
    if (bpf_core_field_exists(none->no_such_field))
        sum += BPF_CORE_READ(none, no_such_field);
    USE(sum);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
