#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

// Drops packets whose first byte is odd, such as broadcasts.
SEC("xdp")
int choose(struct xdp_md *context)
{
    unsigned char *start = (void *)(long)context->data, *end = (void *)(long)context->data_end;

    return start + 1 <= end && *start & 1 ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
