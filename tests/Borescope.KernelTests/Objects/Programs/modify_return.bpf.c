#include "common.h"

SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(modify, int a, int *b, int ret)
{
    return ret;
}

SEC("fmod_ret.s/bpf_modify_return_test")
int BPF_PROG(sleepable, int a, int *b, int ret)
{
    return ret + a;
}

char LICENSE[] SEC("license") = "GPL";
