/* What C programs for the kernel need beside its types: sections, maps, arguments of probes, reads that survive other layouts. The names are those that such programs use everywhere. */
#ifndef BPF_MACROS_H
#define BPF_MACROS_H

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, value) int (*name)[value]
#define __ulong(name, value) enum { ___join(___unique_, __COUNTER__) = value } name
#define __type(name, value) typeof(value) *name
#define __array(name, value) typeof(value) *name[]
#define __user
#define __percpu
#define __rcu
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))
#undef __noinline
#define __noinline __attribute__((noinline))
#undef __weak
#define __weak __attribute__((weak))
#undef __hidden
#define __hidden __attribute__((visibility("hidden")))
#define __kconfig __attribute__((section(".kconfig")))
#define __ksym __attribute__((section(".ksyms")))
#if __has_attribute(btf_type_tag)
#define __kptr __attribute__((btf_type_tag("kptr")))
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))
#define __percpu_kptr __attribute__((btf_type_tag("percpu_kptr")))
#define __uptr __attribute__((btf_type_tag("uptr")))
#endif
#if __has_attribute(btf_decl_tag)
#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))
#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#define __arg_arena __attribute__((btf_decl_tag("arg:arena")))
#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#endif
#ifndef NULL
#define NULL ((void *)0)
#endif
#ifndef offsetof
#define offsetof(type, member) ((unsigned long)&((type *)0)->member)
#endif
#ifndef container_of
#define container_of(pointer, type, member) ({ void *___m = (void *)(pointer); (type *)(___m - offsetof(type, member)); })
#endif
#ifndef likely
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif
#ifndef barrier
#define barrier() asm volatile("" ::: "memory")
#endif
#ifndef barrier_var
#define barrier_var(variable) asm volatile("" : "+r"(variable))
#endif
#define bpf_unreachable() __builtin_trap()
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))
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
enum libbpf_tristate { TRI_NO, TRI_YES, TRI_MODULE };

/* Counting arguments and joining names. */
#define ___at(a, b) a##b
#define ___join(a, b) ___at(a, b)
#define ___nth(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, n, ...) n
#define ___count(...) ___nth(_, ##__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)

/* Registers: PT_REGS_PARM1(ctx) reads the context, PT_REGS_PARM1_CORE(regs) registers elsewhere. */
#if defined(__TARGET_ARCH_x86)
#define ___reg_PARM1 di
#define ___reg_PARM2 si
#define ___reg_PARM3 dx
#define ___reg_PARM4 cx
#define ___reg_PARM5 r8
#define ___reg_PARM6 r9
#define ___reg_RC ax
#define ___reg_IP ip
#define ___reg_SP sp
#define ___reg_FP bp
#define ___reg_RET sp
#define ___reg_SYSCALL_PARM4 r10
#elif defined(__TARGET_ARCH_arm64)
#define ___reg_PARM1 regs[0]
#define ___reg_PARM2 regs[1]
#define ___reg_PARM3 regs[2]
#define ___reg_PARM4 regs[3]
#define ___reg_PARM5 regs[4]
#define ___reg_PARM6 regs[5]
#define ___reg_PARM7 regs[6]
#define ___reg_PARM8 regs[7]
#define ___reg_RC regs[0]
#define ___reg_IP pc
#define ___reg_SP sp
#define ___reg_FP regs[29]
#define ___reg_RET regs[30]
#define ___reg_SYSCALL_PARM4 regs[3]
#endif
#define ___register(x, which) (((const struct pt_regs *)(x))->which)
#define ___register_of(x, which) BPF_CORE_READ((const struct pt_regs *)(x), which)
#define PT_REGS_PARM1(x) ___register(x, ___reg_PARM1)
#define PT_REGS_PARM1_CORE(x) ___register_of(x, ___reg_PARM1)
#define PT_REGS_PARM2(x) ___register(x, ___reg_PARM2)
#define PT_REGS_PARM2_CORE(x) ___register_of(x, ___reg_PARM2)
#define PT_REGS_PARM3(x) ___register(x, ___reg_PARM3)
#define PT_REGS_PARM3_CORE(x) ___register_of(x, ___reg_PARM3)
#define PT_REGS_PARM4(x) ___register(x, ___reg_PARM4)
#define PT_REGS_PARM4_CORE(x) ___register_of(x, ___reg_PARM4)
#define PT_REGS_PARM5(x) ___register(x, ___reg_PARM5)
#define PT_REGS_PARM5_CORE(x) ___register_of(x, ___reg_PARM5)
#define PT_REGS_PARM6(x) ___register(x, ___reg_PARM6)
#define PT_REGS_PARM6_CORE(x) ___register_of(x, ___reg_PARM6)
#define PT_REGS_PARM7(x) ___register(x, ___reg_PARM7)
#define PT_REGS_PARM7_CORE(x) ___register_of(x, ___reg_PARM7)
#define PT_REGS_PARM8(x) ___register(x, ___reg_PARM8)
#define PT_REGS_PARM8_CORE(x) ___register_of(x, ___reg_PARM8)
#define PT_REGS_RC(x) ___register(x, ___reg_RC)
#define PT_REGS_RC_CORE(x) ___register_of(x, ___reg_RC)
#define PT_REGS_IP(x) ___register(x, ___reg_IP)
#define PT_REGS_IP_CORE(x) ___register_of(x, ___reg_IP)
#define PT_REGS_SP(x) ___register(x, ___reg_SP)
#define PT_REGS_SP_CORE(x) ___register_of(x, ___reg_SP)
#define PT_REGS_FP(x) ___register(x, ___reg_FP)
#define PT_REGS_FP_CORE(x) ___register_of(x, ___reg_FP)
#define PT_REGS_RET(x) ___register(x, ___reg_RET)
#define PT_REGS_RET_CORE(x) ___register_of(x, ___reg_RET)

/* What the caller of a system call gave: the registers that its function got, and another one for the fourth argument. */
#define PT_REGS_SYSCALL_REGS(ctx) ((struct pt_regs *)PT_REGS_PARM1(ctx))
#define PT_REGS_PARM1_SYSCALL(x) ___register(x, ___reg_PARM1)
#define PT_REGS_PARM1_CORE_SYSCALL(x) ___register_of(x, ___reg_PARM1)
#define PT_REGS_PARM2_SYSCALL(x) ___register(x, ___reg_PARM2)
#define PT_REGS_PARM2_CORE_SYSCALL(x) ___register_of(x, ___reg_PARM2)
#define PT_REGS_PARM3_SYSCALL(x) ___register(x, ___reg_PARM3)
#define PT_REGS_PARM3_CORE_SYSCALL(x) ___register_of(x, ___reg_PARM3)
#define PT_REGS_PARM4_SYSCALL(x) ___register(x, ___reg_SYSCALL_PARM4)
#define PT_REGS_PARM4_CORE_SYSCALL(x) ___register_of(x, ___reg_SYSCALL_PARM4)
#define PT_REGS_PARM5_SYSCALL(x) ___register(x, ___reg_PARM5)
#define PT_REGS_PARM5_CORE_SYSCALL(x) ___register_of(x, ___reg_PARM5)
#define PT_REGS_PARM6_SYSCALL(x) ___register(x, ___reg_PARM6)
#define PT_REGS_PARM6_CORE_SYSCALL(x) ___register_of(x, ___reg_PARM6)

/* Functions with the arguments of what they probe: the compiler gets a function of the context that calls the one with parameters. */
#define ___quiet _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"")
#define ___loud _Pragma("GCC diagnostic pop")
#define ___kprobe0() ctx
#define ___kprobe1(a) ___kprobe0(), (void *)PT_REGS_PARM1(ctx)
#define ___kprobe2(a, ...) ___kprobe1(__VA_ARGS__), (void *)PT_REGS_PARM2(ctx)
#define ___kprobe3(a, ...) ___kprobe2(__VA_ARGS__), (void *)PT_REGS_PARM3(ctx)
#define ___kprobe4(a, ...) ___kprobe3(__VA_ARGS__), (void *)PT_REGS_PARM4(ctx)
#define ___kprobe5(a, ...) ___kprobe4(__VA_ARGS__), (void *)PT_REGS_PARM5(ctx)
#define ___kprobe6(a, ...) ___kprobe5(__VA_ARGS__), (void *)PT_REGS_PARM6(ctx)
#define ___kprobe7(a, ...) ___kprobe6(__VA_ARGS__), (void *)PT_REGS_PARM7(ctx)
#define ___kprobe8(a, ...) ___kprobe7(__VA_ARGS__), (void *)PT_REGS_PARM8(ctx)
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
#define ___sys0() ctx
#define ___sys1(a) ___sys0(), (void *)PT_REGS_PARM1_CORE_SYSCALL(PT_REGS_SYSCALL_REGS(ctx))
#define ___sys2(a, ...) ___sys1(__VA_ARGS__), (void *)PT_REGS_PARM2_CORE_SYSCALL(PT_REGS_SYSCALL_REGS(ctx))
#define ___sys3(a, ...) ___sys2(__VA_ARGS__), (void *)PT_REGS_PARM3_CORE_SYSCALL(PT_REGS_SYSCALL_REGS(ctx))
#define ___sys4(a, ...) ___sys3(__VA_ARGS__), (void *)PT_REGS_PARM4_CORE_SYSCALL(PT_REGS_SYSCALL_REGS(ctx))
#define ___sys5(a, ...) ___sys4(__VA_ARGS__), (void *)PT_REGS_PARM5_CORE_SYSCALL(PT_REGS_SYSCALL_REGS(ctx))
#define ___sys6(a, ...) ___sys5(__VA_ARGS__), (void *)PT_REGS_PARM6_CORE_SYSCALL(PT_REGS_SYSCALL_REGS(ctx))
#define BPF_KSYSCALL(name, ...) ___with(name, struct pt_regs, ___join(___sys, ___count(__VA_ARGS__))(__VA_ARGS__), ##__VA_ARGS__)
#define BPF_KPROBE_SYSCALL(name, ...) BPF_KSYSCALL(name, ##__VA_ARGS__)
#define ___word0() ctx
#define ___word1(a) ___word0(), (void *)ctx[0]
#define ___word2(a, ...) ___word1(__VA_ARGS__), (void *)ctx[1]
#define ___word3(a, ...) ___word2(__VA_ARGS__), (void *)ctx[2]
#define ___word4(a, ...) ___word3(__VA_ARGS__), (void *)ctx[3]
#define ___word5(a, ...) ___word4(__VA_ARGS__), (void *)ctx[4]
#define ___word6(a, ...) ___word5(__VA_ARGS__), (void *)ctx[5]
#define ___word7(a, ...) ___word6(__VA_ARGS__), (void *)ctx[6]
#define ___word8(a, ...) ___word7(__VA_ARGS__), (void *)ctx[7]
#define ___word9(a, ...) ___word8(__VA_ARGS__), (void *)ctx[8]
#define ___word10(a, ...) ___word9(__VA_ARGS__), (void *)ctx[9]
#define ___word11(a, ...) ___word10(__VA_ARGS__), (void *)ctx[10]
#define ___word12(a, ...) ___word11(__VA_ARGS__), (void *)ctx[11]
#define BPF_PROG(name, ...) ___with(name, unsigned long long, ___join(___word, ___count(__VA_ARGS__))(__VA_ARGS__), ##__VA_ARGS__)

/* Reads that follow pointers, of which the last goes into a variable (INTO) or is of a text (STR_INTO): BPF_CORE_READ(task, real_parent, tgid). */
#define bpf_core_read(to, size, from) bpf_probe_read_kernel(to, size, (const void *)__builtin_preserve_access_index(from))
#define bpf_core_read_str(to, size, from) bpf_probe_read_kernel_str(to, size, (const void *)__builtin_preserve_access_index(from))
#define bpf_core_read_user(to, size, from) bpf_probe_read_user(to, size, (const void *)__builtin_preserve_access_index(from))
#define bpf_core_read_user_str(to, size, from) bpf_probe_read_user_str(to, size, (const void *)__builtin_preserve_access_index(from))
#define ___walk1(read, p, a) ({ __auto_type ___b = (p); typeof(___b->a) ___v; read((void *)&___v, sizeof(___v), &___b->a); ___v; })
#define ___into1(last, read, to, p, a) ({ __auto_type ___b = (p); last((void *)(to), sizeof(*(to)), &___b->a); })
#define ___walk2(read, p, a, b) ___walk1(read, ___walk1(read, p, a), b)
#define ___walk3(read, p, a, b, c) ___walk1(read, ___walk2(read, p, a, b), c)
#define ___walk4(read, p, a, b, c, d) ___walk1(read, ___walk3(read, p, a, b, c), d)
#define ___walk5(read, p, a, b, c, d, e) ___walk1(read, ___walk4(read, p, a, b, c, d), e)
#define ___walk6(read, p, a, b, c, d, e, f) ___walk1(read, ___walk5(read, p, a, b, c, d, e), f)
#define ___walk7(read, p, a, b, c, d, e, f, g) ___walk1(read, ___walk6(read, p, a, b, c, d, e, f), g)
#define ___walk8(read, p, a, b, c, d, e, f, g, h) ___walk1(read, ___walk7(read, p, a, b, c, d, e, f, g), h)
#define ___walk9(read, p, a, b, c, d, e, f, g, h, i) ___walk1(read, ___walk8(read, p, a, b, c, d, e, f, g, h), i)
#define ___into2(last, read, to, p, a, b) ___into1(last, read, to, ___walk1(read, p, a), b)
#define ___into3(last, read, to, p, a, b, c) ___into1(last, read, to, ___walk2(read, p, a, b), c)
#define ___into4(last, read, to, p, a, b, c, d) ___into1(last, read, to, ___walk3(read, p, a, b, c), d)
#define ___into5(last, read, to, p, a, b, c, d, e) ___into1(last, read, to, ___walk4(read, p, a, b, c, d), e)
#define ___into6(last, read, to, p, a, b, c, d, e, f) ___into1(last, read, to, ___walk5(read, p, a, b, c, d, e), f)
#define ___into7(last, read, to, p, a, b, c, d, e, f, g) ___into1(last, read, to, ___walk6(read, p, a, b, c, d, e, f), g)
#define ___into8(last, read, to, p, a, b, c, d, e, f, g, h) ___into1(last, read, to, ___walk7(read, p, a, b, c, d, e, f, g), h)
#define ___into9(last, read, to, p, a, b, c, d, e, f, g, h, i) ___into1(last, read, to, ___walk8(read, p, a, b, c, d, e, f, g, h), i)
#define ___walk(read, p, ...) ___join(___walk, ___count(__VA_ARGS__))(read, p, __VA_ARGS__)
#define ___into(last, read, to, p, ...) ___join(___into, ___count(__VA_ARGS__))(last, read, to, p, __VA_ARGS__)
#define BPF_CORE_READ(p, ...) ___walk(bpf_core_read, p, __VA_ARGS__)
#define BPF_CORE_READ_INTO(to, p, ...) ___into(bpf_core_read, bpf_core_read, to, p, __VA_ARGS__)
#define BPF_CORE_READ_STR_INTO(to, p, ...) ___into(bpf_core_read_str, bpf_core_read, to, p, __VA_ARGS__)
#define BPF_CORE_READ_USER(p, ...) ___walk(bpf_core_read_user, p, __VA_ARGS__)
#define BPF_CORE_READ_USER_INTO(to, p, ...) ___into(bpf_core_read_user, bpf_core_read_user, to, p, __VA_ARGS__)
#define BPF_CORE_READ_USER_STR_INTO(to, p, ...) ___into(bpf_core_read_user_str, bpf_core_read_user, to, p, __VA_ARGS__)
#define BPF_PROBE_READ(p, ...) ___walk(bpf_probe_read_kernel, p, __VA_ARGS__)
#define BPF_PROBE_READ_INTO(to, p, ...) ___into(bpf_probe_read_kernel, bpf_probe_read_kernel, to, p, __VA_ARGS__)
#define BPF_PROBE_READ_STR_INTO(to, p, ...) ___into(bpf_probe_read_kernel_str, bpf_probe_read_kernel, to, p, __VA_ARGS__)
#define BPF_PROBE_READ_USER(p, ...) ___walk(bpf_probe_read_user, p, __VA_ARGS__)
#define BPF_PROBE_READ_USER_INTO(to, p, ...) ___into(bpf_probe_read_user, bpf_probe_read_user, to, p, __VA_ARGS__)
#define BPF_PROBE_READ_USER_STR_INTO(to, p, ...) ___into(bpf_probe_read_user_str, bpf_probe_read_user, to, p, __VA_ARGS__)

/* Bit fields have no address, so what holds them is read. */
#define ___bits_of(pointer, word, ...) \
    ({ word <<= __builtin_preserve_field_info((pointer)->__VA_ARGS__, 4); \
       __builtin_preserve_field_info((pointer)->__VA_ARGS__, 3) \
           ? (unsigned long long)((long long)word >> __builtin_preserve_field_info((pointer)->__VA_ARGS__, 5)) : word >> __builtin_preserve_field_info((pointer)->__VA_ARGS__, 5); })
#define ___read_bits(read, p, ...) \
    ({ __auto_type ___b = (p); unsigned long long ___w = 0; \
       read(&___w, __builtin_preserve_field_info(___b->__VA_ARGS__, 1), (const void *)___b + __builtin_preserve_field_info(___b->__VA_ARGS__, 0)); \
       ___bits_of(___b, ___w, __VA_ARGS__); })
#define BPF_CORE_READ_BITFIELD_PROBED(p, field) ___read_bits(bpf_probe_read_kernel, p, field)
#define BPF_CORE_READ_BITFIELD(p, field) \
    ({ __auto_type ___b = (p); unsigned long long ___w = 0; const void *___f = (const void *)___b + __builtin_preserve_field_info(___b->field, 0); \
       switch (__builtin_preserve_field_info(___b->field, 1)) { \
       case 1: ___w = *(const unsigned char *)___f; break; \
       case 2: ___w = *(const unsigned short *)___f; break; \
       case 4: ___w = *(const unsigned int *)___f; break; \
       case 8: ___w = *(const unsigned long long *)___f; break; } \
       ___bits_of(___b, ___w, field); })

/* What there is in the running kernel: (type, member) or an expression. */
#define ___member1(expression) expression
#define ___member2(type, member) ((typeof(type) *)0)->member
#define ___member(...) ___join(___member, ___count(__VA_ARGS__))(__VA_ARGS__)
#define bpf_core_field_exists(...) __builtin_preserve_field_info(___member(__VA_ARGS__), 2)
#define bpf_core_field_size(...) __builtin_preserve_field_info(___member(__VA_ARGS__), 1)
#define bpf_core_field_offset(...) __builtin_preserve_field_info(___member(__VA_ARGS__), 0)
#define bpf_core_type_exists(type) __builtin_preserve_type_info(*(typeof(type) *)0, 0)
#define bpf_core_type_size(type) __builtin_preserve_type_info(*(typeof(type) *)0, 1)
#if __clang_major__ >= 15
#define bpf_core_type_matches(type) __builtin_preserve_type_info(*(typeof(type) *)0, 2)
#endif
#define bpf_core_type_id_local(type) __builtin_btf_type_id(*(typeof(type) *)0, 0)
#define bpf_core_type_id_kernel(type) __builtin_btf_type_id(*(typeof(type) *)0, 1)
#define bpf_core_enum_value(type, name) __builtin_preserve_enum_value(*(typeof(type) *)name, 1)
#define bpf_core_enum_value_exists(type, name) __builtin_preserve_enum_value(*(typeof(type) *)name, 0)
#define bpf_ksym_exists(symbol) (!!&(symbol))
#define bpf_core_cast(pointer, type) ((typeof(type) *)bpf_rdonly_cast((pointer), bpf_core_type_id_kernel(type)))

/* Order of bytes: both machines keep the lowest first. */
#define bpf_cpu_to_be16(x) __builtin_bswap16(x)
#define bpf_be16_to_cpu(x) __builtin_bswap16(x)
#define bpf_cpu_to_le16(x) (x)
#define bpf_le16_to_cpu(x) (x)
#define bpf_cpu_to_be32(x) __builtin_bswap32(x)
#define bpf_be32_to_cpu(x) __builtin_bswap32(x)
#define bpf_cpu_to_le32(x) (x)
#define bpf_le32_to_cpu(x) (x)
#define bpf_cpu_to_be64(x) __builtin_bswap64(x)
#define bpf_be64_to_cpu(x) __builtin_bswap64(x)
#define bpf_cpu_to_le64(x) (x)
#define bpf_le64_to_cpu(x) (x)
#define bpf_ntohs(x) __builtin_bswap16(x)
#define bpf_htons(x) __builtin_bswap16(x)
#define bpf_ntohl(x) __builtin_bswap32(x)
#define bpf_htonl(x) __builtin_bswap32(x)
#define ntohs(x) bpf_ntohs(x)
#define ntohl(x) bpf_ntohl(x)
#define htons(x) bpf_htons(x)
#define htonl(x) bpf_htonl(x)

/* Texts: up to three values by the old helper, more by the one that takes them as an array. */
#define ___u64s0()
#define ___u64s1(a) (unsigned long long)(a)
#define ___u64s2(a, ...) (unsigned long long)(a), ___u64s1(__VA_ARGS__)
#define ___u64s3(a, ...) (unsigned long long)(a), ___u64s2(__VA_ARGS__)
#define ___u64s4(a, ...) (unsigned long long)(a), ___u64s3(__VA_ARGS__)
#define ___u64s5(a, ...) (unsigned long long)(a), ___u64s4(__VA_ARGS__)
#define ___u64s6(a, ...) (unsigned long long)(a), ___u64s5(__VA_ARGS__)
#define ___u64s7(a, ...) (unsigned long long)(a), ___u64s6(__VA_ARGS__)
#define ___u64s8(a, ...) (unsigned long long)(a), ___u64s7(__VA_ARGS__)
#define ___u64s9(a, ...) (unsigned long long)(a), ___u64s8(__VA_ARGS__)
#define ___u64s10(a, ...) (unsigned long long)(a), ___u64s9(__VA_ARGS__)
#define ___u64s11(a, ...) (unsigned long long)(a), ___u64s10(__VA_ARGS__)
#define ___u64s12(a, ...) (unsigned long long)(a), ___u64s11(__VA_ARGS__)
#define ___u64s(...) ___join(___u64s, ___count(__VA_ARGS__))(__VA_ARGS__)
#define ___print_few(format, ...) ({ static const char ___text[] = format; bpf_trace_printk(___text, sizeof(___text), ##__VA_ARGS__); })
#define ___print_many(format, ...) ({ static const char ___text[] = format; unsigned long long ___a[] = { ___u64s(__VA_ARGS__) }; bpf_trace_vprintk(___text, sizeof(___text), ___a, sizeof(___a)); })
#define ___print(...) ___nth(_, ##__VA_ARGS__, many, many, many, many, many, many, many, many, many, few, few, few, few)
#define bpf_printk(format, ...) ___join(___print_, ___print(__VA_ARGS__))(format, ##__VA_ARGS__)
#define ___array_of(...) unsigned long long ___a[___count(__VA_ARGS__) + !___count(__VA_ARGS__)] = { ___u64s(__VA_ARGS__) }
#define BPF_SEQ_PRINTF(seq, format, ...) \
    ({ static const char ___text[] = format; ___array_of(__VA_ARGS__); bpf_seq_printf(seq, ___text, sizeof(___text), ___a, 8 * ___count(__VA_ARGS__)); })
#define BPF_SNPRINTF(to, size, format, ...) \
    ({ static const char ___text[] = format; ___array_of(__VA_ARGS__); bpf_snprintf(to, size, ___text, ___a, 8 * ___count(__VA_ARGS__)); })
#define bpf_tail_call_static(ctx, map, slot) bpf_tail_call((void *)(ctx), map, slot)

/* Loops that the kernel counts (6.4). Naming the last function as a value gives it a type for the loader, which its use at the end of the scope alone does not. */
#define ___counter(first, last) \
    struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), *___at_it __attribute__((unused)) = (bpf_iter_num_new(&___it, (first), (last)), (void)bpf_iter_num_destroy, &___it)
#define bpf_for(i, first, last) for (___counter(first, last); ({ int *___n = bpf_iter_num_next(&___it); (___n && ((i) = *___n, (i) >= (first) && (i) < (last))); });)
#define bpf_repeat(count) for (___counter(0, count); bpf_iter_num_next(&___it);)

#endif
