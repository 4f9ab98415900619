#include "common.h"

const volatile int number = 42;
const volatile char text[16] = "constant";
const volatile struct { short a; long b; } pair = { 1, 2 };
int counter = 7;
static int hidden = 9;
long zeroes[10];
static long more;
int own SEC(".data.own") = 3;
const volatile int fixed SEC(".rodata.fixed") = 4;

SEC("raw_tp/sys_enter")
int globals(void *ctx)
{
    int index = counter & 7;

    counter += number + pair.a + fixed;
    hidden += text[index];
    zeroes[index] += pair.b + own++;
    more += hidden;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
