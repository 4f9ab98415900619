#include "common.h"

SEC("iter/task")
int each_task(struct bpf_iter__task *ctx)
{
    struct seq_file *seq = ctx->meta->seq;
    struct task_struct *task = ctx->task;

    if (!task)
        return 0;
    BPF_SEQ_PRINTF(seq, "%d %s\n", task->pid, task->comm);
    return 0;
}

SEC("iter/bpf_map")
int each_map(struct bpf_iter__bpf_map *ctx)
{
    struct bpf_map *map = ctx->map;

    if (map)
        BPF_SEQ_PRINTF(ctx->meta->seq, "%u %s\n", map->id, map->name);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
