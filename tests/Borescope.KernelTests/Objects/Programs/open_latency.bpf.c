#include "common.h"

// A whole tool: arguments at entry, result and latency at exit, filters from constants.
#define ARGUMENTS 64

struct start {
    __u64 time;
    int flags;
    const char *path;
};

struct event {
    __u64 latency;
    __u32 pid;
    __s32 result;
    int flags;
    char comm[16];
    char path[ARGUMENTS];
};

const volatile __u64 min_ns = 0;
const volatile pid_t only_pid = 0;
const volatile bool failed_only = false;

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 10240);
    __type(key, __u32);
    __type(value, struct start);
    __uint(map_flags, BPF_F_NO_PREALLOC);
} starts SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} events SEC(".maps");

static __always_inline bool wanted(__u32 pid)
{
    return !only_pid || only_pid == pid;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int enter(struct trace_event_raw_sys_enter *ctx)
{
    __u64 id = bpf_get_current_pid_tgid();
    __u32 thread = id;
    struct start start = {};

    if (!wanted(id >> 32))
        return 0;
    start.time = bpf_ktime_get_ns();
    start.path = (const char *)ctx->args[1];
    start.flags = ctx->args[2];
    bpf_map_update_elem(&starts, &thread, &start, 0);
    return 0;
}

SEC("tracepoint/syscalls/sys_exit_openat")
int leave(struct trace_event_raw_sys_exit *ctx)
{
    __u64 id = bpf_get_current_pid_tgid();
    __u32 thread = id;
    struct event event = {};
    struct start *start = bpf_map_lookup_elem(&starts, &thread);

    if (!start)
        return 0;
    if (failed_only && ctx->ret >= 0)
        goto done;
    event.latency = bpf_ktime_get_ns() - start->time;
    if (event.latency < min_ns)
        goto done;
    event.pid = id >> 32;
    event.result = ctx->ret;
    event.flags = start->flags;
    bpf_get_current_comm(event.comm, sizeof(event.comm));
    bpf_probe_read_user_str(event.path, sizeof(event.path), start->path);
    bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &event, sizeof(event));
done:
    bpf_map_delete_elem(&starts, &thread);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
