#include "common.h"

// Byte offsets: chains through pointers, anonymous members, arrays, the middle of an array.
SEC("kprobe")
int offsets(struct pt_regs *ctx)
{
    struct task_struct *task = (void *)bpf_get_current_task();
    struct mm_struct *mm = BPF_CORE_READ(task, mm);
    unsigned long start = BPF_CORE_READ(mm, start_brk);
    char letter;
    __u64 sum = start;

    sum += BPF_CORE_READ(task, real_parent, real_parent, pid);
    sum += BPF_CORE_READ(task, signal, rlim[3].rlim_cur);
    sum += BPF_CORE_READ(task, se.sum_exec_runtime);
    sum += BPF_CORE_READ(task, thread_pid, numbers[0].nr);
    bpf_core_read(&letter, 1, &task->comm[5]);
    sum += letter;
    USE(sum);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
