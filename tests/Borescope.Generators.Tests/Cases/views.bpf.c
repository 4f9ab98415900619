// Maps of every type that the library has a typed view for. Built with .ci/build-objects.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, value) typeof(value) *name
#define __array(name, value) typeof(value) *name[]

struct sample {
    u64 packets;
    u64 bytes;
};

// The source address of a packet decides its zone.
struct prefix {
    u32 length;
    u8 address[4];
};

struct port_prefix {
    u32 length;
    u32 port;
    u32 address;
};

// Two bytes of padding at the end, which count like the rest.
struct rule_prefix {
    u32 length;
    u8 network[4];
    u16 port;
};

struct {
    __uint(type, 11);
    __uint(max_entries, 64);
    __uint(map_flags, 1);
    __type(key, struct prefix);
    __type(value, u32);
} zones SEC(".maps");

struct {
    __uint(type, 11);
    __uint(max_entries, 64);
    __uint(map_flags, 1);
    __type(key, struct port_prefix);
    __type(value, u32);
} port_zones SEC(".maps");

struct {
    __uint(type, 11);
    __uint(max_entries, 64);
    __uint(map_flags, 1);
    __type(key, struct rule_prefix);
    __type(value, u32);
} rules SEC(".maps");

struct {
    __uint(type, 11);
    __uint(max_entries, 64);
    __uint(map_flags, 1);
    __uint(key_size, 12);
    __uint(value_size, 4);
} wide_zones SEC(".maps");

struct {
    __uint(type, 6);
    __uint(max_entries, 8);
    __type(key, u32);
    __type(value, struct sample);
} seen SEC(".maps");

struct {
    __uint(type, 5);
    __uint(max_entries, 64);
    __type(key, u32);
    __type(value, u64);
} by_source SEC(".maps");

struct {
    __uint(type, 10);
    __uint(max_entries, 64);
    __type(key, u32);
    __type(value, u64);
} recent SEC(".maps");

struct {
    __uint(type, 9);
    __uint(max_entries, 64);
    __type(key, u32);
    __type(value, u64);
} last_seen SEC(".maps");

struct {
    __uint(type, 2);
    __uint(max_entries, 4);
    __type(key, u32);
    __type(value, u64);
} totals SEC(".maps");

struct {
    __uint(type, 22);
    __uint(max_entries, 64);
    __type(value, struct sample);
} arrivals SEC(".maps");

struct {
    __uint(type, 23);
    __uint(max_entries, 64);
    __uint(value_size, 4);
} free_slots SEC(".maps");

struct {
    __uint(type, 30);
    __uint(max_entries, 64);
    __type(value, u32);
} known_sources SEC(".maps");

struct inner {
    __uint(type, 2);
    __uint(max_entries, 4);
    __type(key, u32);
    __type(value, u64);
};

struct {
    __uint(type, 12);
    __uint(max_entries, 3);
    __uint(key_size, 4);
    __array(values, struct inner);
} per_zone SEC(".maps");

struct {
    __uint(type, 13);
    __uint(max_entries, 3);
    __type(key, u64);
    __array(values, struct inner);
} per_owner SEC(".maps");

struct {
    __uint(type, 3);
    __uint(max_entries, 2);
    __uint(key_size, 4);
    __uint(value_size, 4);
} next_steps SEC(".maps");

struct {
    __uint(type, 7);
    __uint(max_entries, 64);
    __uint(key_size, 4);
    __uint(value_size, 8 * 127);
} stacks SEC(".maps");

struct {
    __uint(type, 29);
    __uint(map_flags, 1);
    __type(key, int);
    __type(value, struct sample);
} of_task SEC(".maps");

struct {
    __uint(type, 32);
    __uint(map_flags, 1);
    __type(key, int);
    __type(value, u64);
} of_group SEC(".maps");

struct {
    __uint(type, 31);
    __uint(max_entries, 4096);
} commands SEC(".maps");

struct {
    __uint(type, 33);
    __uint(map_flags, 1 << 10);
    __uint(max_entries, 16);
} shared_pages SEC(".maps");

struct xdp_md {
    u32 data;
    u32 data_end;
};

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;

// Counts packets by zone; the packet starts with an Ethernet and an IPv4 header.
SEC("xdp") int count_zones(struct xdp_md *context)
{
    u8 *packet = (u8 *)(u64)context->data, *end = (u8 *)(u64)context->data_end;
    struct prefix source = { .length = 32 };
    u32 *zone;
    struct sample *sample;

    if (packet + 34 > end)
        return 1;
    __builtin_memcpy(source.address, packet + 26, 4);
    zone = bpf_map_lookup_elem(&zones, &source);
    if (!zone)
        return 2;
    sample = bpf_map_lookup_elem(&seen, zone);
    if (sample) {
        sample->packets++;
        sample->bytes += end - packet;
    }
    return 2;
}

char _license[] SEC("license") = "GPL";
