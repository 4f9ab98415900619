#include "common.h"
#include <bpf/usdt.bpf.h>

// The interpreter says which module it is about to load.
SEC("usdt//usr/bin/python3:python:import__find__load__start")
int BPF_USDT(on_import, const char *name)
{
    char text[64];

    bpf_probe_read_user_str(text, sizeof(text), name);
    bpf_printk("python imports %s", text);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
