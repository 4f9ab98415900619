#include "common.h"

__u64 a;
__u32 b;

SEC("raw_tp/sys_enter")
int atomics(void *ctx)
{
    __u64 old = __sync_fetch_and_add(&a, 3);

    __sync_fetch_and_or(&b, 1);
    old += __sync_fetch_and_xor(&b, 7);
    old += __sync_val_compare_and_swap(&a, 1, old);
    return __sync_lock_test_and_set(&a, old) == 5;
}

char LICENSE[] SEC("license") = "GPL";
