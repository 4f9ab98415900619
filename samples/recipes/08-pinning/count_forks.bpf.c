#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} forks SEC(".maps");

SEC("raw_tp/sched_process_fork")
int on_fork(void *context)
{
    __u32 first = 0;
    __u64 *count = bpf_map_lookup_elem(&forks, &first);

    if (count)
        __sync_fetch_and_add(count, 1);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
