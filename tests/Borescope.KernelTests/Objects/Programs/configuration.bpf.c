#include "common.h"

extern int CONFIG_HZ __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_NET __kconfig __weak;
extern char CONFIG_DEFAULT_HOSTNAME[16] __kconfig __weak;
extern unsigned long CONFIG_NO_SUCH_OPTION_ANYWHERE __kconfig __weak;

__u64 result;

SEC("raw_tp/sys_enter")
int configuration(void *ctx)
{
    result = CONFIG_HZ + CONFIG_NO_SUCH_OPTION_ANYWHERE;
    if (CONFIG_BPF_SYSCALL)
        result++;
    if (CONFIG_NET == TRI_YES)
        result += 2;
    result += CONFIG_DEFAULT_HOSTNAME[1];
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
