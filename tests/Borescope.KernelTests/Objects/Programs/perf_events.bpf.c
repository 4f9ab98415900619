#include "common.h"

struct {
    __uint(type, BPF_MAP_TYPE_STACK_TRACE);
    __uint(key_size, 4);
    __uint(value_size, 8 * 127);
    __uint(max_entries, 128);
} stacks SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, int);
    __type(value, long);
    __uint(max_entries, 128);
} counts SEC(".maps");

SEC("perf_event")
int sample(struct bpf_perf_event_data *ctx)
{
    int id = bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);
    long one = 1, *count;

    if (id < 0)
        return 0;
    count = bpf_map_lookup_elem(&counts, &id);
    if (count)
        __sync_fetch_and_add(count, 1);
    else
        bpf_map_update_elem(&counts, &id, &one, BPF_ANY);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
