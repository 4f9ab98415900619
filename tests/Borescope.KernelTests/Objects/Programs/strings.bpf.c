#include "common.h"

char last[64];

SEC("raw_tp/sys_enter")
int strings(void *ctx)
{
    static const char format[] = "%s %d";
    char comm[16];
    __u64 arguments[] = { (__u64)comm, 3 };

    bpf_get_current_comm(comm, sizeof(comm));
    bpf_snprintf(last, sizeof(last), format, arguments, sizeof(arguments));
    bpf_printk("plain");
    bpf_printk("%s and %d", comm, 5);
    return bpf_strncmp(comm, sizeof(comm), "borescope") == 0;
}

char LICENSE[] SEC("license") = "GPL";
