// Fills a ring buffer with records of 64 bytes as fast as it can.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct record {
    __u64 words[8];
};

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 26);
} events SEC(".maps");

__u64 sent;
__u64 lost;

static long send(__u32 index, void *context)
{
    struct record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);

    if (!record) {
        lost++;
        return 0;
    }
    record->words[0] = sent++;
    record->words[7] = index;
    bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
    return 0;
}

SEC("syscall")
int produce(void *context)
{
    bpf_loop(1 << 20, send, 0, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
