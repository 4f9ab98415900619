#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct row {
    __u32 pid;
    __u32 parent;
    __u64 runtime_ns;
    char comm[16];
};

const struct row *unused_row __attribute__((unused));

SEC("iter/task")
int on_task(struct bpf_iter__task *context)
{
    struct task_struct *task = context->task;
    struct row row = {};

    // Threads are tasks too; one row for each process.
    if (!task || task->pid != task->tgid)
        return 0;
    row.pid = task->tgid;
    row.parent = task->real_parent->tgid;
    row.runtime_ns = task->se.sum_exec_runtime;
    __builtin_memcpy(row.comm, task->comm, sizeof(row.comm));
    bpf_seq_write(context->meta->seq, &row, sizeof(row));
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
