#include "common.h"

// How many there may be is left to whoever loads it.
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, __u32);
    __type(value, __u64);
} calls SEC(".maps");

SEC("fentry/bsc_name_in_another_kernel")
int BPF_PROG(newer)
{
    return 0;
}

SEC("tracepoint/syscalls/sys_enter_getppid")
int known(void *ctx)
{
    __u32 key = 0;
    __u64 one = 1;
    bpf_map_update_elem(&calls, &key, &one, BPF_ANY);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
