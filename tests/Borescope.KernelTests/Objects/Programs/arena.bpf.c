// Variables in memory that programs and user space share at one address.
#include "common.h"

#define __arena __attribute__((address_space(1)))

struct {
    __uint(type, BPF_MAP_TYPE_ARENA);
    __uint(map_flags, BPF_F_MMAPABLE);
    __uint(max_entries, 10);
} shared SEC(".maps");

int __arena started SEC(".addr_space.1") = 7;
long __arena doubled SEC(".addr_space.1");
__u64 place;

SEC("syscall")
int arena(void *ctx)
{
    // The verifier must see the map.
    USE(&shared);
    doubled = 2 * started++;
    place = (__u64)&doubled;
    return 0;
}

char LICENSE[] SEC("license") = "GPL";
