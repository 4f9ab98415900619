#include "common.h"

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, __u32);
    __type(value, __u64);
    __uint(max_entries, 64);
    __uint(pinning, LIBBPF_PIN_BY_NAME);
} bsc_test_shared SEC(".maps");

SEC("raw_tp/sys_enter")
int pinned(void *ctx)
{
    __u32 key = 1;
    __u64 *value = bpf_map_lookup_elem(&bsc_test_shared, &key);

    if (value)
        (*value)++;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
