/* Short forms of C programs: functions that say what they probe, tables with methods, reads through pointers. */
#ifndef BORESCOPE_H
#define BORESCOPE_H

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

/* Reads that programs write as p->a and may not do themselves; user or kernel memory, by the address. Bit fields have no address, so what holds them is read. */
#define ___follow(...) ({ __auto_type ___p = &(__VA_ARGS__); typeof(({ *___p; })) ___v; bpf_probe_read(&___v, sizeof(___v), ___p); ___v; })
#define ___follow_whole(pointer, ...) ({ __auto_type ___p = (pointer); typeof(({ *___p; })) ___v; bpf_probe_read(&___v, sizeof(___v), ___p); ___v.__VA_ARGS__; })
#define ___follow_bits(pointer, ...) ({ __auto_type ___p = (pointer); (typeof(({ ___p->__VA_ARGS__; })))___read_bits(bpf_probe_read, ___p, __VA_ARGS__); })

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

/* floor(log2(v)), and one more: the rows of histograms of powers of two, of which the first is for 0 and 1. */
static __always_inline unsigned int ___log2(unsigned long v)
{
    unsigned int r = 0;
    if (v >> 32) { v >>= 32; r += 32; }
    if (v >> 16) { v >>= 16; r += 16; }
    if (v >> 8) { v >>= 8; r += 8; }
    if (v >> 4) { v >>= 4; r += 4; }
    if (v >> 2) { v >>= 2; r += 2; }
    if (v >> 1) { r += 1; }
    return r;
}
static __always_inline unsigned int bpf_log2(unsigned int v) { return ___log2(v); }
static __always_inline unsigned int bpf_log2l(unsigned long v) { return ___log2(v) + 1; }

#endif
