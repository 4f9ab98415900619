#include "common.h"

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, __u32);
    __type(value, __u64);
    __uint(max_entries, 16);
} counts SEC(".maps");

struct sum {
    __u64 total;
    int calls;
};

static long each(struct bpf_map *map, const __u32 *key, __u64 *value, struct sum *sum)
{
    sum->total += *value;
    sum->calls++;
    return 0;
}

static long again(__u32 index, struct sum *sum)
{
    sum->total += index;
    return index > 10;
}

SEC("raw_tp/sys_enter")
int callbacks(void *ctx)
{
    struct sum sum = {};

    bpf_for_each_map_elem(&counts, each, &sum, 0);
    bpf_loop(20, again, &sum, 0);
    return sum.total == 12345;
}

char LICENSE[] SEC("license") = "GPL";
