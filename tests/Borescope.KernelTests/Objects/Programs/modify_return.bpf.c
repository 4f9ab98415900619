#include "common.h"

SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(modify, int a, int *b, int ret)
{
    return ret;
}

char LICENSE[] SEC("license") = "GPL";
