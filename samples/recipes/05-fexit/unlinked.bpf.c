#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct removal {
    __u32 pid;
    __s32 directory;
    __s64 result;
    char name[64];
};

const struct removal *unused_removal __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 64 * 1024);
} removals SEC(".maps");

// At the return of a function its arguments are still there, and pointers are followed without helpers.
SEC("fexit/do_unlinkat")
int BPF_PROG(on_unlinked, int directory, struct filename *name, long result)
{
    struct removal *removal = bpf_ringbuf_reserve(&removals, sizeof(*removal), 0);

    if (!removal)
        return 0;
    removal->pid = bpf_get_current_pid_tgid() >> 32;
    removal->directory = directory;
    removal->result = result;
    bpf_probe_read_kernel_str(removal->name, sizeof(removal->name), name->name);
    bpf_ringbuf_submit(removal, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
