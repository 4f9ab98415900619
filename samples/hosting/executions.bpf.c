#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct execution {
    __u32 pid;
    __u32 uid;
    char comm[16];
};

const struct execution *unused_execution __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 64 * 1024);
} executions SEC(".maps");

SEC("raw_tp/sched_process_exec")
int on_exec(void *context)
{
    struct execution *execution = bpf_ringbuf_reserve(&executions, sizeof(*execution), 0);

    if (!execution)
        return 0;
    execution->pid = bpf_get_current_pid_tgid() >> 32;
    execution->uid = bpf_get_current_uid_gid();
    bpf_get_current_comm(execution->comm, sizeof(execution->comm));
    bpf_ringbuf_submit(execution, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
