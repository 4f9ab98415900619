#include "common.h"

SEC("kprobe.multi/vfs_re*")
int BPF_KPROBE(many)
{
    return bpf_get_func_ip(ctx) == 1;
}

SEC("kretprobe.multi/vfs_re*")
int BPF_KRETPROBE(many_returns, int ret)
{
    return ret == 77;
}

char LICENSE[] SEC("license") = "GPL";
