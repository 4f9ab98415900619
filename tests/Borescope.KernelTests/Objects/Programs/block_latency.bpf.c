#include "common.h"

// Latencies by disk in a histogram, with the changing shape of requests in kernels from 4 to 6.
#define SLOTS 27
#define MAX_ENTRIES 1024

struct request_queue___old {
    struct gendisk *disk;
} __attribute__((preserve_access_index));

struct request___old {
    struct gendisk *rq_disk;
} __attribute__((preserve_access_index));

struct disk_key {
    __u32 device;
    __u32 flags;
};

struct histogram {
    __u32 slots[SLOTS];
};

const volatile bool per_disk = true;
const volatile bool milliseconds = false;
extern int LINUX_KERNEL_VERSION __kconfig;

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, MAX_ENTRIES);
    __type(key, struct request *);
    __type(value, __u64);
} start SEC(".maps");

static struct histogram empty;

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, MAX_ENTRIES);
    __type(key, struct disk_key);
    __type(value, struct histogram);
} histograms SEC(".maps");

static __always_inline struct gendisk *disk_of(void *request)
{
    struct request___old *old = request;

    if (bpf_core_field_exists(old->rq_disk))
        return BPF_CORE_READ(old, rq_disk);
    return BPF_CORE_READ((struct request *)request, q, disk);
}

static __always_inline __u64 log2(__u64 v)
{
    __u64 r = 0;

    for (int shift = 5; shift >= 0; shift--) {
        if (v >> (1 << shift)) {
            v >>= 1 << shift;
            r += 1 << shift;
        }
    }
    return r;
}

SEC("raw_tp/block_rq_issue")
int issue(struct bpf_raw_tracepoint_args *ctx)
{
    __u64 now = bpf_ktime_get_ns();
    struct request *request;

    if (LINUX_KERNEL_VERSION >= (5 << 16) + (11 << 8))
        request = (void *)ctx->args[0];
    else
        request = (void *)ctx->args[1];
    bpf_map_update_elem(&start, &request, &now, 0);
    return 0;
}

SEC("raw_tp/block_rq_complete")
int complete(struct bpf_raw_tracepoint_args *ctx)
{
    struct request *request = (void *)ctx->args[0];
    __u64 now = bpf_ktime_get_ns(), slot, *begin = bpf_map_lookup_elem(&start, &request);
    struct histogram *histogram;
    struct disk_key key = {};
    struct gendisk *disk;
    __s64 delta;

    if (!begin)
        return 0;
    delta = now - *begin;
    if (delta < 0)
        goto done;
    if (per_disk) {
        disk = disk_of(request);
        key.device = disk ? BPF_CORE_READ(disk, major) << 20 | BPF_CORE_READ(disk, first_minor) : 0;
    }
    key.flags = BPF_CORE_READ(request, cmd_flags);
    histogram = bpf_map_lookup_elem(&histograms, &key);
    if (!histogram) {
        bpf_map_update_elem(&histograms, &key, &empty, BPF_NOEXIST);
        histogram = bpf_map_lookup_elem(&histograms, &key);
        if (!histogram)
            goto done;
    }
    delta /= milliseconds ? 1000000 : 1000;
    slot = log2(delta);
    if (slot >= SLOTS)
        slot = SLOTS - 1;
    __sync_fetch_and_add(&histogram->slots[slot], 1);
done:
    bpf_map_delete_elem(&start, &request);
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
