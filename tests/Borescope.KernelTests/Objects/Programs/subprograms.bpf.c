#include "common.h"

int depth;

static __noinline int leaf(int a)
{
    return a + depth;
}

static __noinline int middle(int a, int b)
{
    return leaf(a) * leaf(b);
}

// A global function is verified alone; a hidden one like a static one.
__noinline int visible(int a)
{
    return middle(a, 2) + 1;
}

__hidden __noinline int concealed(int *a)
{
    return a ? *a : leaf(3);
}

__weak __noinline int weak(int a)
{
    return a ^ 5;
}

SEC("raw_tp/sys_enter")
int one(void *ctx)
{
    int local = 4;

    return visible(1) + concealed(&local) + weak(2) > 100;
}

SEC("raw_tp/sys_exit")
int two(void *ctx)
{
    return middle(3, 4) + weak(1) > 100;
}

SEC("raw_tp/sys_exit")
int three(void *ctx)
{
    return leaf(1) > 100;
}

char LICENSE[] SEC("license") = "GPL";
