#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

const volatile __u32 target_pid;
// Row n counts calls of 2^n to 2^(n+1) microseconds.
__u64 rows[32];

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 10240);
    __type(key, __u32);
    __type(value, __u64);
} started SEC(".maps");

static __u32 log2(__u64 value)
{
    __u32 row = 0;

#pragma unroll
    for (int shift = 16; shift > 0; shift /= 2) {
        if (value >> shift) {
            value >>= shift;
            row += shift;
        }
    }
    return row;
}

SEC("raw_tp/sys_enter")
int on_enter(void *context)
{
    __u64 id = bpf_get_current_pid_tgid(), now = bpf_ktime_get_ns();
    __u32 thread = id;

    if (!target_pid || id >> 32 == target_pid)
        bpf_map_update_elem(&started, &thread, &now, BPF_ANY);
    return 0;
}

SEC("raw_tp/sys_exit")
int on_exit(void *context)
{
    __u32 thread = bpf_get_current_pid_tgid();
    __u64 *start = bpf_map_lookup_elem(&started, &thread);

    if (!start)
        return 0;
    __sync_fetch_and_add(&rows[log2((bpf_ktime_get_ns() - *start) / 1000) & 31], 1);
    bpf_map_delete_elem(&started, &thread);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
