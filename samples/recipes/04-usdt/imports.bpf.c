#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

struct import {
    __u32 pid;
    char module[60];
};

const struct import *unused_import __attribute__((unused));

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 64 * 1024);
} imports SEC(".maps");

SEC("usdt//usr/bin/python3:python:import__find__load__start")
int BPF_USDT(on_import, const char *name)
{
    struct import *import = bpf_ringbuf_reserve(&imports, sizeof(*import), 0);

    if (!import)
        return 0;
    import->pid = bpf_get_current_pid_tgid() >> 32;
    bpf_probe_read_user_str(import->module, sizeof(import->module), name);
    bpf_ringbuf_submit(import, 0);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
