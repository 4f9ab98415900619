#include "common.h"

SEC("kprobe.session/vfs_read*")
int BPF_KPROBE(session)
{
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
