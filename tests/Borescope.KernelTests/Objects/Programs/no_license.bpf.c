#include "common.h"

SEC("raw_tp/sys_enter")
int no_license(void *ctx)
{
    return bpf_get_smp_processor_id() == 1000;
}
