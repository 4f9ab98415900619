/* Arguments of static user markers: the loader says in a map where each site keeps them, and a site's cookie is the index there. */
#ifndef BPF_USDT_H
#define BPF_USDT_H

#ifndef BPF_USDT_MAX_SPEC_CNT
#define BPF_USDT_MAX_SPEC_CNT 256
#endif
#define BPF_USDT_MAX_ARG_CNT 12

enum __bpf_usdt_arg_type { BPF_USDT_ARG_CONST, BPF_USDT_ARG_REG, BPF_USDT_ARG_REG_DEREF };

struct __bpf_usdt_arg_spec {
    unsigned long long val_off;
    enum __bpf_usdt_arg_type arg_type;
    short reg_off;
    _Bool arg_signed;
    char arg_bitshift;
};

struct __bpf_usdt_spec {
    struct __bpf_usdt_arg_spec args[BPF_USDT_MAX_ARG_CNT];
    unsigned long long usdt_cookie;
    short arg_cnt;
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, BPF_USDT_MAX_SPEC_CNT);
    __type(key, int);
    __type(value, struct __bpf_usdt_spec);
} __bpf_usdt_specs SEC(".maps");

static __always_inline struct __bpf_usdt_spec *___usdt_spec(struct pt_regs *ctx)
{
    int index = bpf_get_attach_cookie(ctx);

    return bpf_map_lookup_elem(&__bpf_usdt_specs, &index);
}

/* How many arguments the marker has; -ESRCH without a marker. */
static __noinline __attribute__((unused)) int bpf_usdt_arg_cnt(struct pt_regs *ctx)
{
    struct __bpf_usdt_spec *spec = ___usdt_spec(ctx);

    return spec ? spec->arg_cnt : -3;
}

static __always_inline int ___usdt_argument(struct pt_regs *ctx, unsigned long long number, struct __bpf_usdt_arg_spec **arg)
{
    struct __bpf_usdt_spec *spec = ___usdt_spec(ctx);

    if (!spec)
        return -3;
    if (number >= BPF_USDT_MAX_ARG_CNT)
        return -2;
    /* The verifier knows the bound from this comparison; the compiler must not fold it into the next. */
    barrier_var(number);
    if (number >= spec->arg_cnt)
        return -2;
    *arg = &spec->args[number];
    return 0;
}

/* Bytes of an argument, the first being 0; -ENOENT without one. */
static __noinline __attribute__((unused)) int bpf_usdt_arg_size(struct pt_regs *ctx, unsigned long long number)
{
    struct __bpf_usdt_arg_spec *arg;
    int failed = ___usdt_argument(ctx, number, &arg);

    return failed ? failed : (64 - arg->arg_bitshift) / 8u;
}

/* Reads an argument, the first being 0; -ENOENT without one, or what a read failed with. */
static __noinline __attribute__((unused)) int bpf_usdt_arg(struct pt_regs *ctx, unsigned long long number, long *result)
{
    struct __bpf_usdt_arg_spec *arg;
    unsigned long long value = 0;
    int failed = ___usdt_argument(ctx, number, &arg);

    *result = 0;
    if (failed)
        return failed;
    if (arg->arg_type == BPF_USDT_ARG_CONST) {
        value = arg->val_off;
    } else {
        failed = bpf_probe_read_kernel(&value, sizeof(value), (void *)ctx + arg->reg_off);
        if (failed)
            return failed;
        if (arg->arg_type == BPF_USDT_ARG_REG_DEREF) {
            failed = bpf_probe_read_user(&value, sizeof(value), (void *)value + arg->val_off);
            if (failed)
                return failed;
        }
    }

    value <<= arg->arg_bitshift;
    *result = arg->arg_signed ? (long)value >> arg->arg_bitshift : (long)(value >> arg->arg_bitshift);
    return 0;
}

/* What the user of the program gave with the marker. */
static __noinline __attribute__((unused)) long bpf_usdt_cookie(struct pt_regs *ctx)
{
    struct __bpf_usdt_spec *spec = ___usdt_spec(ctx);

    return spec ? spec->usdt_cookie : 0;
}

#define ___marker(n) ({ long ___x; bpf_usdt_arg(ctx, n, &___x); (void *)___x; })
#define ___usdt0() ctx
#define ___usdt1(a) ___usdt0(), ___marker(0)
#define ___usdt2(a, ...) ___usdt1(__VA_ARGS__), ___marker(1)
#define ___usdt3(a, ...) ___usdt2(__VA_ARGS__), ___marker(2)
#define ___usdt4(a, ...) ___usdt3(__VA_ARGS__), ___marker(3)
#define ___usdt5(a, ...) ___usdt4(__VA_ARGS__), ___marker(4)
#define ___usdt6(a, ...) ___usdt5(__VA_ARGS__), ___marker(5)
#define ___usdt7(a, ...) ___usdt6(__VA_ARGS__), ___marker(6)
#define ___usdt8(a, ...) ___usdt7(__VA_ARGS__), ___marker(7)
#define ___usdt9(a, ...) ___usdt8(__VA_ARGS__), ___marker(8)
#define ___usdt10(a, ...) ___usdt9(__VA_ARGS__), ___marker(9)
#define ___usdt11(a, ...) ___usdt10(__VA_ARGS__), ___marker(10)
#define ___usdt12(a, ...) ___usdt11(__VA_ARGS__), ___marker(11)
#define BPF_USDT(name, ...) ___with(name, struct pt_regs, ___join(___usdt, ___count(__VA_ARGS__))(__VA_ARGS__), ##__VA_ARGS__)

#endif
