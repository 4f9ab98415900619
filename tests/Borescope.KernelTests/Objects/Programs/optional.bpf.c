#include "common.h"

SEC("raw_tp/sys_enter")
int always(void *ctx)
{
    return 0;
}

SEC("?fentry/no_such_function_here")
int BPF_PROG(optional)
{
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
