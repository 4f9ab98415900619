#include "common.h"

struct pair {
    __u32 a;
    __u64 b;
};

struct value {
    char text[12];
    __u64 count;
};

#define MAP(name, kind, k, v, n) \
    struct { __uint(type, kind); __type(key, k); __type(value, v); __uint(max_entries, n); } name SEC(".maps")

MAP(hash, BPF_MAP_TYPE_HASH, struct pair, struct value, 100);
MAP(array, BPF_MAP_TYPE_ARRAY, __u32, struct value, 10);
MAP(percpu_hash, BPF_MAP_TYPE_PERCPU_HASH, __u64, __u64, 10);
MAP(percpu_array, BPF_MAP_TYPE_PERCPU_ARRAY, __u32, struct value, 1);
MAP(lru, BPF_MAP_TYPE_LRU_HASH, __u32, __u32, 1000);
MAP(lru_percpu, BPF_MAP_TYPE_LRU_PERCPU_HASH, __u32, __u32, 1000);

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, __u64);
    __type(value, __u32);
    __uint(max_entries, 16);
} trie SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_QUEUE);
    __type(value, __u64);
    __uint(max_entries, 16);
} queue SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_STACK);
    __uint(value_size, 4);
    __uint(max_entries, 16);
} stack SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
    __type(value, __u64);
    __uint(max_entries, 64);
    __uint(map_extra, 3);
} bloom SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_STACK_TRACE);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, 127 * sizeof(__u64));
    __uint(max_entries, 1024);
} stacks SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} perf SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct value);
} storage SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
    __uint(max_entries, 1);
} cgroups SEC(".maps");

SEC("raw_tp/sys_enter")
int maps_all(struct bpf_raw_tracepoint_args *ctx)
{
    struct pair key = { 1, 2 };
    struct value *found, fresh = {};
    __u64 wide = bpf_get_current_pid_tgid();
    __u32 zero = 0, narrow = wide, *number;
    __u64 *big;

    found = bpf_map_lookup_elem(&hash, &key);
    if (found)
        __sync_fetch_and_add(&found->count, 1);
    else
        bpf_map_update_elem(&hash, &key, &fresh, BPF_NOEXIST);
    found = bpf_map_lookup_elem(&array, &zero);
    if (found)
        found->count++;
    found = bpf_map_lookup_elem(&percpu_array, &zero);
    if (found)
        found->count++;
    big = bpf_map_lookup_elem(&percpu_hash, &wide);
    if (!big)
        bpf_map_update_elem(&percpu_hash, &wide, &wide, BPF_ANY);
    number = bpf_map_lookup_elem(&lru, &narrow);
    if (!number)
        bpf_map_update_elem(&lru, &narrow, &zero, BPF_ANY);
    number = bpf_map_lookup_elem(&lru_percpu, &narrow);
    if (number)
        bpf_map_delete_elem(&lru_percpu, &narrow);
    number = bpf_map_lookup_elem(&trie, &wide);
    if (number)
        *number = 1;
    bpf_map_push_elem(&queue, &wide, BPF_EXIST);
    bpf_map_pop_elem(&stack, &narrow);
    if (!bpf_map_peek_elem(&bloom, &wide))
        bpf_map_push_elem(&bloom, &wide, 0);
    bpf_get_stackid(ctx, &stacks, 0);
    bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &key, sizeof(key));
    bpf_current_task_under_cgroup(&cgroups, 0);
    return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(task_values, bool preempt, struct task_struct *prev, struct task_struct *next)
{
    struct value *value = bpf_task_storage_get(&storage, next, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

    if (value)
        value->count++;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
