#include "common.h"

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig __weak;
extern const void init_task __ksym __weak;
extern const void no_such_symbol_anywhere __ksym __weak;
extern const struct rq runqueues __ksym __weak;

__u64 result;

SEC("raw_tp/sys_enter")
int externs(void *ctx)
{
    struct rq *rq;

    if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(5, 11, 0))
        result++;
    if (LINUX_HAS_BPF_COOKIE)
        result += 2;
    if (&no_such_symbol_anywhere)
        result += 4;
    result += (__u64)&init_task;
    if (&runqueues) {
        rq = bpf_this_cpu_ptr(&runqueues);
        result += rq->cpu;
    }
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
