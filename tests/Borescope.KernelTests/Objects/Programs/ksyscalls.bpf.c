#include "common.h"

SEC("ksyscall/unlinkat")
int BPF_KSYSCALL(on_unlinkat, int dfd, const char *path, int flags)
{
    char text[64];

    bpf_probe_read_user_str(text, sizeof(text), path);
    bpf_printk("unlinkat %d %s %d", dfd, text, flags);
    return 0;
}

SEC("kretsyscall/unlinkat")
int BPF_KRETPROBE(on_unlinkated, int ret)
{
    bpf_printk("unlinkat returns %d", ret);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
