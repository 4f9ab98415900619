// Twenty programs that read kernel structures through relocations: what bench/library loads and attaches.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __type(key, __u32);
    __type(value, __u64);
    __uint(max_entries, 1024);
} counts SEC(".maps");

const volatile int target = 1;
__u64 sum;

static __always_inline int look(int number)
{
    struct task_struct *task = (void *)bpf_get_current_task();
    __u32 pid = BPF_CORE_READ(task, tgid);
    __u64 *count;

    if (pid != target)
        return 0;
    sum += BPF_CORE_READ(task, real_parent, real_parent, tgid) + BPF_CORE_READ(task, mm, total_vm) + BPF_CORE_READ(task, start_time);
    sum += BPF_CORE_READ(task, nsproxy, pid_ns_for_children, level) + BPF_CORE_READ(task, signal, nr_threads);
    if (bpf_core_field_exists(task->on_cpu))
        sum += BPF_CORE_READ(task, on_cpu) + bpf_core_type_size(struct mm_struct) + number;
    count = bpf_map_lookup_elem(&counts, &pid);
    if (count)
        __sync_fetch_and_add(count, 1);
    return 0;
}

SEC("tp/sched/sched_process_exec")
int program1(void *context)
{
    return look(1);
}

SEC("tp/sched/sched_process_fork")
int program2(void *context)
{
    return look(2);
}

SEC("tp/sched/sched_process_exit")
int program3(void *context)
{
    return look(3);
}

SEC("tp/sched/sched_process_wait")
int program4(void *context)
{
    return look(4);
}

SEC("tp/sched/sched_wakeup_new")
int program5(void *context)
{
    return look(5);
}

SEC("tp/sched/sched_process_free")
int program6(void *context)
{
    return look(6);
}

SEC("tp/sched/sched_migrate_task")
int program7(void *context)
{
    return look(7);
}

SEC("tp/signal/signal_generate")
int program8(void *context)
{
    return look(8);
}

SEC("tp/signal/signal_deliver")
int program9(void *context)
{
    return look(9);
}

SEC("tp/task/task_newtask")
int program10(void *context)
{
    return look(10);
}

SEC("tp/task/task_rename")
int program11(void *context)
{
    return look(11);
}

SEC("raw_tp/sched_process_exec")
int program12(void *context)
{
    return look(12);
}

SEC("raw_tp/sched_process_fork")
int program13(void *context)
{
    return look(13);
}

SEC("raw_tp/sched_process_exit")
int program14(void *context)
{
    return look(14);
}

SEC("raw_tp/sched_process_wait")
int program15(void *context)
{
    return look(15);
}

SEC("raw_tp/sched_wakeup_new")
int program16(void *context)
{
    return look(16);
}

SEC("raw_tp/sched_process_free")
int program17(void *context)
{
    return look(17);
}

SEC("raw_tp/signal_generate")
int program18(void *context)
{
    return look(18);
}

SEC("raw_tp/signal_deliver")
int program19(void *context)
{
    return look(19);
}

SEC("raw_tp/task_newtask")
int program20(void *context)
{
    return look(20);
}

char LICENSE[] SEC("license") = "GPL";
