#include "common.h"

SEC("fentry/do_unlinkat")
int BPF_PROG(on_entry, int dfd, struct filename *name)
{
    bpf_printk("fentry %d %s", dfd, name->name);
    return 0;
}

SEC("fexit/do_unlinkat")
int BPF_PROG(on_exit, int dfd, struct filename *name, long ret)
{
    bpf_printk("fexit %d %ld", dfd, ret);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
