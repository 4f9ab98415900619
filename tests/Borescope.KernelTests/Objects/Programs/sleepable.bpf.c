#include "common.h"

SEC("lsm.s/file_open")
int BPF_PROG(on_open, struct file *file)
{
    char path[64];

    bpf_d_path((struct path *)&file->f_path, path, sizeof(path));
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
