#include "common.h"

int first(void *ctx);
int second(void *ctx);

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 4);
    __uint(key_size, sizeof(__u32));
    __array(values, int(void *));
} jumps SEC(".maps") = {
    .values = { [1] = (void *)&first, [2] = (void *)&second },
};

int steps;

SEC("raw_tp/sys_enter")
int second(void *ctx)
{
    steps++;
    return 0;
}

SEC("raw_tp/sys_enter")
int first(void *ctx)
{
    bpf_tail_call(ctx, &jumps, 2);
    return 1;
}

SEC("raw_tp/sys_enter")
int start(void *ctx)
{
    bpf_tail_call(ctx, &jumps, 1);
    return 2;
}

char LICENSE[] SEC("license") = "GPL";
