#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct event {
    __u64 when_ns;
    __u32 pid;
    char comm[16];
    char name[64];
};

// Keeps the type: nothing else in the object says what the ring buffer carries.
const struct event *unused_event __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
} events SEC(".maps");

SEC("kprobe/do_unlinkat")
int BPF_KPROBE(on_unlink, int directory, struct filename *name)
{
    struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

    if (!event)
        return 0;
    event->when_ns = bpf_ktime_get_ns();
    event->pid = bpf_get_current_pid_tgid() >> 32;
    bpf_get_current_comm(event->comm, sizeof(event->comm));
    bpf_probe_read_kernel_str(event->name, sizeof(event->name), BPF_CORE_READ(name, name));
    bpf_ringbuf_submit(event, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
