#include "common.h"

int hits;

static __noinline int triple(int a)
{
    return a * 3 + hits;
}

SEC("kprobe/do_unlinkat")
int BPF_KPROBE(on_unlink, int dfd, struct filename *name)
{
    bpf_printk("unlink %d %s", triple(dfd), BPF_CORE_READ(name, name));
    return 0;
}

SEC("kretprobe/do_unlinkat")
int BPF_KRETPROBE(on_unlinked, long result)
{
    hits += triple(result);
    return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
