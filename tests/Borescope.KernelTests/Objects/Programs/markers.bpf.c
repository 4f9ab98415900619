#include "common.h"
#include <bpf/usdt.bpf.h>

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 4096);
} events SEC(".maps");

SEC("usdt/libc.so.6:libc:setjmp")
int BPF_USDT(on_marker, void *buffer, int mask)
{
    long values[2] = { buffer != 0, mask };

    bpf_ringbuf_output(&events, values, sizeof(values), 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
