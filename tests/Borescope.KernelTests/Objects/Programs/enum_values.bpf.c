#include "common.h"

enum pid_type___mine {
    PIDTYPE_TGID___mine = 77,
    PIDTYPE_NEVER___mine = 78,
};

enum no_such_enum {
    NO_SUCH_VALUE = 3,
};

SEC("kprobe")
int enums(struct pt_regs *ctx)
{
    __u64 sum = 0;

    sum += bpf_core_enum_value_exists(enum pid_type, PIDTYPE_PID);
    sum += bpf_core_enum_value_exists(enum pid_type___mine, PIDTYPE_TGID___mine);
    sum += bpf_core_enum_value_exists(enum pid_type___mine, PIDTYPE_NEVER___mine) * 2;
    sum += bpf_core_enum_value_exists(enum no_such_enum, NO_SUCH_VALUE) * 4;
    sum += bpf_core_enum_value(enum pid_type___mine, PIDTYPE_TGID___mine);
    if (bpf_core_enum_value_exists(enum no_such_enum, NO_SUCH_VALUE))
        sum += bpf_core_enum_value(enum no_such_enum, NO_SUCH_VALUE);
    USE(sum);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
