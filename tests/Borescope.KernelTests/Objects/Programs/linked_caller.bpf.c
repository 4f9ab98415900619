// Calls functions that another object has, and has a variable and data of its own.
#include "common.h"

extern int linked_sum(int a, int b) __ksym;
extern int linked_count(void) __ksym;

int counted = 1000;

SEC("raw_tp/sys_enter")
int linked_caller(void *ctx)
{
    counted += linked_sum(1, 2);
    return counted + linked_count();
}
