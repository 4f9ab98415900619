#include "common.h"

struct inner {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 4);
    __type(key, __u32);
    __type(value, __u64);
} first SEC(".maps"), second SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 3);
    __uint(key_size, sizeof(__u32));
    __array(values, struct inner);
} outer SEC(".maps") = {
    .values = { &first, 0, &second },
};

struct {
    __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
    __uint(max_entries, 8);
    __uint(key_size, sizeof(__u32));
    __array(values, struct {
        __uint(type, BPF_MAP_TYPE_HASH);
        __uint(max_entries, 16);
        __type(key, __u32);
        __type(value, __u32);
    });
} by_pid SEC(".maps");

SEC("raw_tp/sys_enter")
int map_in_map(void *ctx)
{
    __u32 key = bpf_get_smp_processor_id() & 3, zero = 0, *small;
    void *map = bpf_map_lookup_elem(&outer, &key);
    __u64 *value;

    if (map) {
        value = bpf_map_lookup_elem(map, &zero);
        if (value)
            (*value)++;
    }
    map = bpf_map_lookup_elem(&by_pid, &key);
    if (map) {
        small = bpf_map_lookup_elem(map, &zero);
        if (small)
            (*small)++;
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
