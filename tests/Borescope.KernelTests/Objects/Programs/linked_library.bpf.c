// Functions for other objects, with a variable, a map, a kernel type and a static function.
#include "common.h"

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, u32);
    __type(value, u64);
} linked_calls SEC(".maps");

int counted = 5;

static __noinline int doubled(int x)
{
    return 2 * x;
}

int linked_sum(int a, int b)
{
    struct task_struct *task = (void *)bpf_get_current_task();
    u32 key = 0;
    u64 *calls = bpf_map_lookup_elem(&linked_calls, &key);

    if (calls)
        *calls += BPF_CORE_READ(task, tgid) != 0;
    counted++;
    return doubled(a) + b;
}

int linked_count(void)
{
    return counted;
}

SEC("raw_tp/sys_enter")
int linked_alone(void *ctx)
{
    return linked_sum(10, 0);
}

char LICENSE[] SEC("license") = "GPL";
