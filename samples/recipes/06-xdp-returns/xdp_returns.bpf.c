#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

__u64 packets[5];

// Which program this is about is said before loading.
SEC("fexit")
int BPF_PROG(on_return, struct xdp_buff *packet, int action)
{
    if (action >= XDP_ABORTED && action <= XDP_REDIRECT)
        __sync_fetch_and_add(&packets[action], 1);
    return 0;
}

const enum xdp_action *unused_action __attribute__((unused));
char LICENSE[] SEC("license") = "GPL";
