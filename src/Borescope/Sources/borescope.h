/* What C programs for the kernel need beside its types: sections, maps, helpers by name, arguments of probes, reads that survive other layouts. */
#ifndef BORESCOPE_H
#define BORESCOPE_H

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __type(name, value) typeof(value) *name
#define __array(name, value) typeof(value) *name[]
#define __user
#define __percpu
#define __rcu
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))
#define __weak __attribute__((weak))
#define __hidden __attribute__((visibility("hidden")))
#define __kconfig __attribute__((section(".kconfig")))
#define __ksym __attribute__((section(".ksyms")))
#ifndef NULL
#define NULL ((void *)0)
#endif
#ifndef offsetof
#define offsetof(type, member) ((unsigned long)&((type *)0)->member)
#endif
#define TASK_COMM_LEN 16
#define PATH_MAX 4096
#define NAME_MAX 255
#define AF_INET 2
#define AF_INET6 10
#define BPF_ANY 0
#define BPF_NOEXIST 1
#define BPF_EXIST 2
#define BPF_F_CURRENT_CPU 0xffffffffULL
#define BPF_F_USER_STACK 256ULL
#define ETH_P_IP 0x0800
#define ETH_P_IPV6 0x86DD

/* Counting arguments and joining names. */
#define ___at(a, b) a##b
#define ___join(a, b) ___at(a, b)
#define ___nth(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, n, ...) n
#define ___count(...) ___nth(_, ##__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)

/* Registers. */
#if defined(__TARGET_ARCH_x86)
#define PT_REGS_PARM1(x) ((x)->di)
#define PT_REGS_PARM2(x) ((x)->si)
#define PT_REGS_PARM3(x) ((x)->dx)
#define PT_REGS_PARM4(x) ((x)->cx)
#define PT_REGS_PARM5(x) ((x)->r8)
#define PT_REGS_PARM6(x) ((x)->r9)
#define PT_REGS_RC(x) ((x)->ax)
#define PT_REGS_IP(x) ((x)->ip)
#define PT_REGS_SP(x) ((x)->sp)
#define PT_REGS_FP(x) ((x)->bp)
#define PT_REGS_SYSCALL_PARM4(x) ((x)->r10)
#elif defined(__TARGET_ARCH_arm64)
#define PT_REGS_PARM1(x) ((x)->regs[0])
#define PT_REGS_PARM2(x) ((x)->regs[1])
#define PT_REGS_PARM3(x) ((x)->regs[2])
#define PT_REGS_PARM4(x) ((x)->regs[3])
#define PT_REGS_PARM5(x) ((x)->regs[4])
#define PT_REGS_PARM6(x) ((x)->regs[5])
#define PT_REGS_RC(x) ((x)->regs[0])
#define PT_REGS_IP(x) ((x)->pc)
#define PT_REGS_SP(x) ((x)->sp)
#define PT_REGS_FP(x) ((x)->regs[29])
#define PT_REGS_SYSCALL_PARM4(x) ((x)->regs[3])
#endif

/* What the caller of a system call gave: another register for the fourth argument. */
#define PT_REGS_SYSCALL_PARM1(x) PT_REGS_PARM1(x)
#define PT_REGS_SYSCALL_PARM2(x) PT_REGS_PARM2(x)
#define PT_REGS_SYSCALL_PARM3(x) PT_REGS_PARM3(x)
#define PT_REGS_SYSCALL_PARM5(x) PT_REGS_PARM5(x)
#define PT_REGS_SYSCALL_PARM6(x) PT_REGS_PARM6(x)

/* Functions with the arguments of what they probe: the compiler gets a function of the context that calls the one with parameters. */
#define ___quiet _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"")
#define ___loud _Pragma("GCC diagnostic pop")
#define ___kprobe0() ctx
#define ___kprobe1(a) ___kprobe0(), (void *)PT_REGS_PARM1(ctx)
#define ___kprobe2(a, ...) ___kprobe1(a), (void *)PT_REGS_PARM2(ctx)
#define ___kprobe3(a, ...) ___kprobe2(a), (void *)PT_REGS_PARM3(ctx)
#define ___kprobe4(a, ...) ___kprobe3(a), (void *)PT_REGS_PARM4(ctx)
#define ___kprobe5(a, ...) ___kprobe4(a), (void *)PT_REGS_PARM5(ctx)
#define ___with(name, type, convert, ...) \
    name(type *ctx); \
    static __always_inline int ___inner_##name(type *ctx, ##__VA_ARGS__); \
    int name(type *ctx) { ___quiet return ___inner_##name(convert); ___loud } \
    static __always_inline int ___inner_##name(type *ctx, ##__VA_ARGS__)
#define BPF_KPROBE(name, ...) ___with(name, struct pt_regs, ___join(___kprobe, ___count(__VA_ARGS__))(__VA_ARGS__), ##__VA_ARGS__)
#define BPF_UPROBE(name, ...) BPF_KPROBE(name, ##__VA_ARGS__)
#define ___kret0() ctx
#define ___kret1(a) ctx, (void *)PT_REGS_RC(ctx)
#define BPF_KRETPROBE(name, ...) ___with(name, struct pt_regs, ___join(___kret, ___count(__VA_ARGS__))(__VA_ARGS__), ##__VA_ARGS__)
#define BPF_URETPROBE(name, ...) BPF_KRETPROBE(name, ##__VA_ARGS__)
#define ___call_of(part) ({ unsigned long ___v; bpf_probe_read_kernel(&___v, sizeof(___v), (void *)&part); (void *)___v; })
#define ___sys0() ctx
#define ___sys1(a) ___sys0(), ___call_of(PT_REGS_PARM1((struct pt_regs *)PT_REGS_PARM1(ctx)))
#define ___sys2(a, ...) ___sys1(a), ___call_of(PT_REGS_PARM2((struct pt_regs *)PT_REGS_PARM1(ctx)))
#define ___sys3(a, ...) ___sys2(a), ___call_of(PT_REGS_PARM3((struct pt_regs *)PT_REGS_PARM1(ctx)))
#define ___sys4(a, ...) ___sys3(a), ___call_of(PT_REGS_SYSCALL_PARM4((struct pt_regs *)PT_REGS_PARM1(ctx)))
#define ___sys5(a, ...) ___sys4(a), ___call_of(PT_REGS_PARM5((struct pt_regs *)PT_REGS_PARM1(ctx)))
#define ___sys6(a, ...) ___sys5(a), ___call_of(PT_REGS_PARM6((struct pt_regs *)PT_REGS_PARM1(ctx)))
#define BPF_KSYSCALL(name, ...) ___with(name, struct pt_regs, ___join(___sys, ___count(__VA_ARGS__))(__VA_ARGS__), ##__VA_ARGS__)
#define ___word0() ctx
#define ___word1(a) ctx, (void *)ctx[0]
#define ___word2(a, ...) ___word1(a), (void *)ctx[1]
#define ___word3(a, ...) ___word2(a), (void *)ctx[2]
#define ___word4(a, ...) ___word3(a), (void *)ctx[3]
#define ___word5(a, ...) ___word4(a), (void *)ctx[4]
#define ___word6(a, ...) ___word5(a), (void *)ctx[5]
#define ___word7(a, ...) ___word6(a), (void *)ctx[6]
#define ___word8(a, ...) ___word7(a), (void *)ctx[7]
#define BPF_PROG(name, ...) ___with(name, unsigned long long, ___join(___word, ___count(__VA_ARGS__))(__VA_ARGS__), ##__VA_ARGS__)

/* The short forms of functions. args has the fields of the tracepoint's format; those of variable length are where TP_DATA_LOC(field) says. */
#define TRACEPOINT_PROBE(category, event) SEC("tracepoint/" #category "/" #event) int tracepoint__##category##__##event(struct tracepoint__##category##__##event *args)
#define TP_DATA_LOC(field) ((void *)args + (args->data_loc_##field & 0xffff))
#define TP_DATA_LOC_LENGTH(field) ((u32)args->data_loc_##field >> 16)
#define TP_DATA_LOC_READ_CONST(to, field, length) bpf_probe_read_kernel(to, length, TP_DATA_LOC(field))
#define TP_DATA_LOC_READ_STR(to, field, length) bpf_probe_read_kernel_str(to, length, TP_DATA_LOC(field))
#define RAW_TRACEPOINT_PROBE(event) SEC("raw_tp/" #event) int raw_tracepoint__##event(struct bpf_raw_tracepoint_args *ctx)
#define KFUNC_PROBE(function, ...) SEC("fentry/" #function) int BPF_PROG(kfunc__##function, ##__VA_ARGS__)
#define KRETFUNC_PROBE(function, ...) SEC("fexit/" #function) int BPF_PROG(kretfunc__##function, ##__VA_ARGS__)
#define LSM_PROBE(hook, ...) SEC("lsm/" #hook) int BPF_PROG(lsm__##hook, ##__VA_ARGS__)
#define lock_xadd(place, value) ((void)__sync_fetch_and_add(place, value))

/* Reads of kernel memory that follow pointers: BPF_CORE_READ(task, real_parent, tgid). */
#define bpf_core_read(to, size, from) bpf_probe_read_kernel(to, size, (const void *)__builtin_preserve_access_index(from))
#define bpf_core_read_str(to, size, from) bpf_probe_read_kernel_str(to, size, (const void *)__builtin_preserve_access_index(from))
#define ___read1(p, a) ({ typeof((p)->a) ___v1; bpf_core_read(&___v1, sizeof(___v1), &(p)->a); ___v1; })
#define ___read2(p, a, b) ({ typeof((p)->a) ___p2 = ___read1(p, a); typeof(___p2->b) ___v2; bpf_core_read(&___v2, sizeof(___v2), &___p2->b); ___v2; })
#define ___read3(p, a, b, c) ({ typeof((p)->a->b) ___p3 = ___read2(p, a, b); typeof(___p3->c) ___v3; bpf_core_read(&___v3, sizeof(___v3), &___p3->c); ___v3; })
#define ___read4(p, a, b, c, d) ({ typeof((p)->a->b->c) ___p4 = ___read3(p, a, b, c); typeof(___p4->d) ___v4; bpf_core_read(&___v4, sizeof(___v4), &___p4->d); ___v4; })
#define ___read5(p, a, b, c, d, e) ({ typeof((p)->a->b->c->d) ___p5 = ___read4(p, a, b, c, d); typeof(___p5->e) ___v5; bpf_core_read(&___v5, sizeof(___v5), &___p5->e); ___v5; })
#define BPF_CORE_READ(p, ...) ___join(___read, ___count(__VA_ARGS__))(p, __VA_ARGS__)
#define bpf_core_field_exists(field) __builtin_preserve_field_info(field, 2)
#define bpf_core_field_size(field) __builtin_preserve_field_info(field, 1)
#define bpf_core_field_offset(field) __builtin_preserve_field_info(field, 0)
#define bpf_core_type_exists(type) __builtin_preserve_type_info(*(typeof(type) *)0, 0)
#define bpf_core_type_size(type) __builtin_preserve_type_info(*(typeof(type) *)0, 1)
#define bpf_core_enum_value(type, name) __builtin_preserve_enum_value(*(typeof(type) *)name, 1)
#define bpf_core_enum_value_exists(type, name) __builtin_preserve_enum_value(*(typeof(type) *)name, 0)

#define bpf_ntohs(x) __builtin_bswap16(x)
#define bpf_htons(x) __builtin_bswap16(x)
#define bpf_ntohl(x) __builtin_bswap32(x)
#define bpf_htonl(x) __builtin_bswap32(x)
#define ntohs(x) bpf_ntohs(x)
#define ntohl(x) bpf_ntohl(x)
#define htons(x) bpf_htons(x)
#define htonl(x) bpf_htonl(x)
#define bpf_printk(format, ...) ({ static const char ___text[] = format; bpf_trace_printk(___text, sizeof(___text), ##__VA_ARGS__); })

/* Tables in the short form: BPF_HASH(name, key, value, entries), used as name.lookup(&key), name.increment(key) and so on. */
#define BPF_TABLE_OF(kind, table, key_type, value_type, entries) \
    struct { __uint(type, kind); __uint(max_entries, entries); __type(key, key_type); __type(value, value_type); } table SEC(".maps")
#define ___hash1(n) BPF_TABLE_OF(BPF_MAP_TYPE_HASH, n, u64, u64, 10240)
#define ___hash2(n, k) BPF_TABLE_OF(BPF_MAP_TYPE_HASH, n, k, u64, 10240)
#define ___hash3(n, k, v) BPF_TABLE_OF(BPF_MAP_TYPE_HASH, n, k, v, 10240)
#define ___hash4(n, k, v, s) BPF_TABLE_OF(BPF_MAP_TYPE_HASH, n, k, v, s)
#define BPF_HASH(...) ___join(___hash, ___count(__VA_ARGS__))(__VA_ARGS__)
#define ___table_of(kind, key_type, value_type, table, entries) BPF_TABLE_OF(kind, table, key_type, value_type, entries)
#define ___percpu_hash1(n) BPF_TABLE_OF(BPF_MAP_TYPE_PERCPU_HASH, n, u64, u64, 10240)
#define ___percpu_hash2(n, k) BPF_TABLE_OF(BPF_MAP_TYPE_PERCPU_HASH, n, k, u64, 10240)
#define ___percpu_hash3(n, k, v) BPF_TABLE_OF(BPF_MAP_TYPE_PERCPU_HASH, n, k, v, 10240)
#define ___percpu_hash4(n, k, v, s) BPF_TABLE_OF(BPF_MAP_TYPE_PERCPU_HASH, n, k, v, s)
#define BPF_PERCPU_HASH(...) ___join(___percpu_hash, ___count(__VA_ARGS__))(__VA_ARGS__)
#define ___lru_hash1(n) BPF_TABLE_OF(BPF_MAP_TYPE_LRU_HASH, n, u64, u64, 10240)
#define ___lru_hash2(n, k) BPF_TABLE_OF(BPF_MAP_TYPE_LRU_HASH, n, k, u64, 10240)
#define ___lru_hash3(n, k, v) BPF_TABLE_OF(BPF_MAP_TYPE_LRU_HASH, n, k, v, 10240)
#define ___lru_hash4(n, k, v, s) BPF_TABLE_OF(BPF_MAP_TYPE_LRU_HASH, n, k, v, s)
#define BPF_LRU_HASH(...) ___join(___lru_hash, ___count(__VA_ARGS__))(__VA_ARGS__)
#define ___array1(n) BPF_TABLE_OF(BPF_MAP_TYPE_ARRAY, n, u32, u64, 10240)
#define ___array2(n, v) BPF_TABLE_OF(BPF_MAP_TYPE_ARRAY, n, u32, v, 10240)
#define ___array3(n, v, s) BPF_TABLE_OF(BPF_MAP_TYPE_ARRAY, n, u32, v, s)
#define BPF_ARRAY(...) ___join(___array, ___count(__VA_ARGS__))(__VA_ARGS__)
#define ___percpu_array1(n) BPF_TABLE_OF(BPF_MAP_TYPE_PERCPU_ARRAY, n, u32, u64, 10240)
#define ___percpu_array2(n, v) BPF_TABLE_OF(BPF_MAP_TYPE_PERCPU_ARRAY, n, u32, v, 10240)
#define ___percpu_array3(n, v, s) BPF_TABLE_OF(BPF_MAP_TYPE_PERCPU_ARRAY, n, u32, v, s)
#define BPF_PERCPU_ARRAY(...) ___join(___percpu_array, ___count(__VA_ARGS__))(__VA_ARGS__)
#define ___histogram1(n) BPF_TABLE_OF(BPF_MAP_TYPE_HASH, n, u64, u64, 10240)
#define ___histogram2(n, k) BPF_TABLE_OF(BPF_MAP_TYPE_HASH, n, k, u64, 10240)
#define ___histogram3(n, k, s) BPF_TABLE_OF(BPF_MAP_TYPE_HASH, n, k, u64, s)
#define BPF_HISTOGRAM(...) ___join(___histogram, ___count(__VA_ARGS__))(__VA_ARGS__)
#define BPF_STACK_TRACE(table, entries) \
    struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(max_entries, entries); __uint(key_size, 4); __uint(value_size, 127 * 8); } table SEC(".maps")
#define ___lpm_trie(n, k, v, s) \
    struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __uint(map_flags, 1); __uint(max_entries, s); __type(key, k); __type(value, v); } n SEC(".maps")
#define ___lpm_trie1(n) ___lpm_trie(n, u64, u64, 10240)
#define ___lpm_trie2(n, k) ___lpm_trie(n, k, u64, 10240)
#define ___lpm_trie3(n, k, v) ___lpm_trie(n, k, v, 10240)
#define ___lpm_trie4(n, k, v, s) ___lpm_trie(n, k, v, s)
#define BPF_LPM_TRIE(...) ___join(___lpm_trie, ___count(__VA_ARGS__))(__VA_ARGS__)
#define ___values(kind, n, v, s) struct { __uint(type, kind); __uint(max_entries, s); __type(value, v); } n SEC(".maps")
#define BPF_QUEUE(table, value_type, entries) ___values(BPF_MAP_TYPE_QUEUE, table, value_type, entries)
#define BPF_STACK(table, value_type, entries) ___values(BPF_MAP_TYPE_STACK, table, value_type, entries)
#define ___objects(kind, n, s) struct { __uint(type, kind); __uint(max_entries, s); __uint(key_size, 4); __uint(value_size, 4); } n SEC(".maps")
#define BPF_PROG_ARRAY(table, entries) ___objects(BPF_MAP_TYPE_PROG_ARRAY, table, entries)
#define BPF_CGROUP_ARRAY(table, entries) ___objects(BPF_MAP_TYPE_CGROUP_ARRAY, table, entries)
#define BPF_PERF_OUTPUT(table) \
    struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __uint(key_size, 4); __uint(value_size, 4); } table SEC(".maps")
#define BPF_RINGBUF_OUTPUT(table, pages) struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, (pages) * 4096); } table SEC(".maps")
#define ___table_lookup(t, k) ((typeof((t).value))bpf_map_lookup_elem(&(t), k))
#define ___table_lookup_or_try_init(t, k, v) \
    ({ typeof((t).value) ___found = bpf_map_lookup_elem(&(t), k); \
       if (!___found) { bpf_map_update_elem(&(t), k, v, BPF_NOEXIST); ___found = bpf_map_lookup_elem(&(t), k); } ___found; })
#define ___table_lookup_or_init(t, k, v) ___table_lookup_or_try_init(t, k, v)
#define ___table_update(t, k, v) bpf_map_update_elem(&(t), k, v, BPF_ANY)
#define ___table_insert(t, k, v) bpf_map_update_elem(&(t), k, v, BPF_NOEXIST)
#define ___table_delete(t, k) bpf_map_delete_elem(&(t), k)
#define ___add2(t, k) ___add3(t, k, 1)
#define ___add3(t, k, by) \
    ({ typeof(*(t).key) ___key = k; typeof((t).value) ___found = bpf_map_lookup_elem(&(t), &___key); \
       if (___found) { __sync_fetch_and_add(___found, by); } \
       else { typeof(*(t).value) ___first = by; bpf_map_update_elem(&(t), &___key, &___first, BPF_ANY); } })
#define ___table_increment(...) ___join(___add, ___count(__VA_ARGS__))(__VA_ARGS__)
#define ___table_atomic_increment(...) ___table_increment(__VA_ARGS__)
#define ___table_perf_submit(t, c, data, size) bpf_perf_event_output(c, &(t), BPF_F_CURRENT_CPU, data, size)
#define ___table_ringbuf_output(t, data, size, flags) bpf_ringbuf_output(&(t), data, size, flags)
#define ___table_ringbuf_reserve(t, size) bpf_ringbuf_reserve(&(t), size, 0)
#define ___table_ringbuf_submit(t, data, flags) bpf_ringbuf_submit(data, flags)
#define ___table_ringbuf_discard(t, data, flags) bpf_ringbuf_discard(data, flags)
#define ___table_push(t, v, flags) bpf_map_push_elem(&(t), v, flags)
#define ___table_pop(t, v) bpf_map_pop_elem(&(t), v)
#define ___table_peek(t, v) bpf_map_peek_elem(&(t), v)
#define ___table_call(t, c, index) bpf_tail_call(c, &(t), index)
#define ___table_check_current_task(t, index) bpf_current_task_under_cgroup(&(t), index)
#define ___table_get_stackid(t, c, flags) bpf_get_stackid(c, &(t), flags)

/* floor(log2(x)) + 1, as histograms of powers of two index their rows; 0 for 0. */
static __always_inline unsigned int bpf_log2l(unsigned long v)
{
    unsigned int r = v != 0;
    if (v >> 32) { v >>= 32; r += 32; }
    if (v >> 16) { v >>= 16; r += 16; }
    if (v >> 8) { v >>= 8; r += 8; }
    if (v >> 4) { v >>= 4; r += 4; }
    if (v >> 2) { v >>= 2; r += 2; }
    if (v >> 1) { r += 1; }
    return r;
}
#define bpf_log2(v) bpf_log2l(v)

#endif
