#include "common.h"

__u32 table[64];

SEC("raw_tp/sys_enter")
int loops(void *ctx)
{
    __u32 sum = 0;

    for (int i = 0; i < 64; i++)
        sum = sum * 31 + table[i];
    for (int i = 0; i < 8; i++)
        table[i] = sum >> i;
    return sum == 7;
}

char LICENSE[] SEC("license") = "GPL";
