#include "common.h"

SEC("lsm/file_open")
int BPF_PROG(on_open, struct file *file)
{
    return 0;
}

SEC("syscall")
int by_hand(void *ctx)
{
    return 3;
}

char LICENSE[] SEC("license") = "GPL";
