#include "common.h"

struct task_struct___match {
    int pid;
    int tgid;
};

struct no_such_type {
    int x;
};

typedef int no_such_typedef;

struct file___fwd;

// One use of each question about types.
SEC("kprobe")
int types(struct pt_regs *ctx)
{
    __u64 sum = 0;

    sum += bpf_core_type_exists(struct task_struct);
    sum += bpf_core_type_exists(struct no_such_type) * 2;
    sum += bpf_core_type_exists(no_such_typedef) * 4;
    sum += bpf_core_type_exists(pid_t);
    sum += bpf_core_type_exists(enum pid_type);
    sum += bpf_core_type_exists(union sigval);
    sum += bpf_core_type_size(struct task_struct);
    sum += bpf_core_type_size(struct no_such_type);
    sum += bpf_core_type_size(enum pid_type);
    sum += bpf_core_type_id_kernel(struct task_struct);
    sum += bpf_core_type_id_kernel(struct no_such_type);
    sum += bpf_core_type_id_local(struct task_struct___match);
    sum += bpf_core_type_matches(struct task_struct___match);
    sum += bpf_core_type_matches(struct list_head);
    sum += bpf_core_type_matches(enum pid_type);
    USE(sum);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
