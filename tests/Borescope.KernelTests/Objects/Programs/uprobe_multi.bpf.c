#include "common.h"

SEC("uprobe.multi/libc.so.6:mem*cpy")
int BPF_KPROBE(many)
{
    return 0;
}

SEC("uprobe.multi.s/libc.so.6:malloc")
int BPF_KPROBE(sleepable)
{
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
