// Built with .ci/build-objects.
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]

struct event {
    u64 when_ns;
    u32 pid;
    u32 number;
    char comm[16];
};

struct {
    __uint(type, 27);
    __uint(max_entries, 65536);
} events SEC(".maps");

const volatile u32 target_pid = 0;
u64 seen = 0;
const struct event *unused_event __attribute__((unused));

static u64 (*bpf_ktime_get_ns)(void) = (void *)5;
static u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_get_current_comm)(void *buffer, u32 size) = (void *)16;
static void *(*bpf_ringbuf_reserve)(void *ring, u64 size, u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, u64 flags) = (void *)132;

SEC("raw_tp/sys_enter") int on_enter(u64 *context)
{
    u32 pid = bpf_get_current_pid_tgid() >> 32;
    if (pid != target_pid)
        return 0;
    seen++;
    struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
    if (!event)
        return 0;
    event->when_ns = bpf_ktime_get_ns();
    event->pid = pid;
    event->number = context[1];
    bpf_get_current_comm(event->comm, sizeof(event->comm));
    bpf_ringbuf_submit(event, 0);
    return 0;
}

char _license[] SEC("license") = "GPL";
