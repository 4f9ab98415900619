#include "common.h"

long calls;

SEC("uprobe/libc.so.6:malloc")
int BPF_KPROBE(on_malloc, size_t size)
{
    calls += size > 100;
    return 0;
}

SEC("uretprobe/libc.so.6:malloc")
int BPF_KRETPROBE(on_malloced, void *result)
{
    calls += !result;
    return 0;
}

SEC("uprobe")
int BPF_KPROBE(unplaced)
{
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
