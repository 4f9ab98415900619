#include "common.h"

struct event {
    __u64 start;
    __u64 end;
    pid_t pid;
    pid_t tid;
    pid_t parent;
    __u32 signal;
    int code;
    char comm[16];
};

const volatile bool by_cgroup = false;
const volatile bool trace_by_process = true;

struct {
    __uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
    __type(key, __u32);
    __type(value, __u32);
    __uint(max_entries, 1);
} cgroup_map SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
} events SEC(".maps");

SEC("tracepoint/sched/sched_process_exit")
int on_exit(void *ctx)
{
    __u64 id = bpf_get_current_pid_tgid();
    struct task_struct *task;
    struct event *event;
    int code;

    if (by_cgroup && !bpf_current_task_under_cgroup(&cgroup_map, 0))
        return 0;
    if (trace_by_process && (__u32)id != id >> 32)
        return 0;
    task = (struct task_struct *)bpf_get_current_task();
    code = BPF_CORE_READ(task, exit_code);
    event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
    if (!event)
        return 0;
    event->start = BPF_CORE_READ(task, start_time);
    event->end = bpf_ktime_get_ns();
    event->pid = id >> 32;
    event->tid = id;
    event->parent = BPF_CORE_READ(task, real_parent, tgid);
    event->signal = code & 0xff;
    event->code = code >> 8;
    bpf_get_current_comm(&event->comm, sizeof(event->comm));
    bpf_ringbuf_submit(event, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
