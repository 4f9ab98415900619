#include "common.h"

// Loaded, not registered: each program is told which member it stands for.
SEC("struct_ops/bsc_init")
void BPF_PROG(bsc_init, struct sock *sk)
{
}

SEC("struct_ops/bsc_ssthresh")
__u32 BPF_PROG(bsc_ssthresh, struct sock *sk)
{
    return 2;
}

SEC(".struct_ops")
struct tcp_congestion_ops bsc_congestion = {
    .init = (void *)bsc_init,
    .ssthresh = (void *)bsc_ssthresh,
    .name = "bsc",
};

char LICENSE[] SEC("license") = "GPL";
