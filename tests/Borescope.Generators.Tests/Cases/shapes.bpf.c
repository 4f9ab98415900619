// Types and variables of every shape that the generator turns into C#. Built with .ci/build-objects.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, value) typeof(value) *name

enum verdict { PASS, DROP = 7, default_verdict = 9 };
enum wide { NONE, BIG = 0x100000001ll };

struct point {
    short x, y;
};

struct key {
    u32 pid;
    char comm[16];
};

struct event {
    u64 when_ns;
    struct key who;
    enum verdict verdict;
    union {
        u32 ip4;
        u8 ip6[16];
    };
    struct {
        u16 port;
        struct point at[3];
    } from;
    struct task_struct *task;
    unsigned int ready : 1;
    unsigned int level : 5;
    int delta : 11;
    u64 stamp : 40;
    _Bool is_new;
    union {
        float f;
        u32 bits;
    } value;
    u8 rows[2][3];
    enum { COLD, WARM } heat;
    char class[0];
};

struct __attribute__((packed)) tight {
    u8 kind;
    u64 offset;
    u16 low : 3;
    u16 high : 13;
};

struct {
    __uint(type, 1);
    __uint(max_entries, 64);
    __type(key, struct key);
    __type(value, struct event);
} events SEC(".maps");

struct {
    __uint(type, 6);
    __uint(max_entries, 4);
    __type(key, u32);
    __type(value, u64);
} hits SEC(".maps");

struct {
    __uint(type, 1);
    __uint(max_entries, 8);
    __uint(key_size, 4);
    __uint(value_size, 12);
} untyped SEC(".maps");

struct {
    __uint(type, 27);
    __uint(max_entries, 4096);
} ring SEC(".maps");

const volatile u32 target_pid = 0;
const volatile struct tight limits = {};
volatile u64 total = 3;
struct point last_point = {};
enum wide widest;
const struct tight *unused_tight __attribute__((unused));
extern u32 LINUX_KERNEL_VERSION __attribute__((section(".kconfig")));

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;

SEC("raw_tp/sys_enter") int on_enter(u64 *context)
{
    u32 zero = 0;
    u64 *hit = bpf_map_lookup_elem(&hits, &zero);
    struct key who = { .pid = target_pid };
    if (hit)
        *hit += limits.kind + LINUX_KERNEL_VERSION;
    if (bpf_map_lookup_elem(&events, &who) || bpf_map_lookup_elem(&untyped, &zero))
        total++;
    last_point.x = (short)widest;
    return 0;
}

SEC("?raw_tp/sys_exit") int total_exit(u64 *context)
{
    return bpf_map_lookup_elem(&ring, &context) != 0;
}

char _license[] SEC("license") = "GPL";
