#include "common.h"

SEC("xdp")
int pass(struct xdp_md *ctx)
{
    return XDP_PASS;
}

SEC("tc")
int classify(struct __sk_buff *skb)
{
    return skb->len > 10000;
}

SEC("socket")
int filter(struct __sk_buff *skb)
{
    return skb->len;
}

SEC("cgroup_skb/ingress")
int ingress(struct __sk_buff *skb)
{
    return 1;
}

SEC("sockops")
int operations(struct bpf_sock_ops *ctx)
{
    return ctx->op > 3;
}

char LICENSE[] SEC("license") = "GPL";
