namespace Borescope.Tests.Objects;

/// <summary>A C program with one of everything that object files hold, without any header.</summary>
internal static class ObjectSource
{
    internal const string Text = """
        #define SEC(name) __attribute__((section(name), used))
        #define __uint(name, val) int (*name)[val]
        #define __type(name, val) typeof(val) *name
        #define __array(name, val) typeof(val) *name[]
        #define __weak __attribute__((weak))
        #define __hidden __attribute__((visibility("hidden")))
        #define __kconfig __attribute__((section(".kconfig")))
        #define __ksym __attribute__((section(".ksyms")))
        #define __noinline __attribute__((noinline))

        static void *(*lookup)(void *map, const void *key) = (void *)1;
        static long (*loop)(unsigned count, void *callback, void *context, unsigned long flags) = (void *)181;

        struct inner {
            __uint(type, 2);
            __uint(max_entries, 4);
            __type(key, unsigned);
            __type(value, unsigned long);
        } first SEC(".maps"), second SEC(".maps");

        struct {
            __uint(type, 12);
            __uint(max_entries, 3);
            __uint(key_size, 4);
            __array(values, struct inner);
        } outer SEC(".maps") = { .values = { &first, 0, &second } };

        struct {
            __uint(type, 1);
            __uint(max_entries, 100);
            __uint(map_flags, 1);
            __uint(pinning, 1);
            __type(key, struct { int a; long b; });
            __type(value, char[12]);
        } shared SEC(".maps");

        struct {
            __uint(type, 3);
            __uint(max_entries, 2);
            __uint(key_size, 4);
            __array(values, int(void *));
        } jumps SEC(".maps");

        const volatile int limit = 42;
        int counter = 7;
        static long zeroes[4];
        int own SEC(".data.own") = 3;
        extern int LINUX_KERNEL_VERSION __kconfig;
        extern _Bool CONFIG_BPF __kconfig __weak;
        extern const void init_task __ksym;
        extern int the_function(int a) __ksym __weak;

        struct task { int pid; int flags : 3; } __attribute__((preserve_access_index));

        static __noinline int leaf(int a) { return a * 3 + counter; }
        __noinline int global(int a) { return leaf(a) + 1; }
        __hidden __noinline int hidden(int a) { return leaf(a) - 1; }
        static long each(unsigned index, void *context) { return leaf(index); }

        SEC("kprobe/vfs_read")
        int one(void *ctx)
        {
            unsigned key = 1;
            void *map = lookup(&outer, &key);
            zeroes[counter & 3]++;
            if (map)
                lookup(map, &key);
            lookup(&shared, &key);
            return global(limit) + hidden(own) + (LINUX_KERNEL_VERSION > 5) + CONFIG_BPF;
        }

        SEC("?tp/sched/sched_switch")
        int two(void *ctx)
        {
            loop(20, each, 0, 0);
            if (the_function)
                the_function(3);
            return leaf((long)&init_task);
        }

        SEC("tp_btf/sched_switch")
        int three(struct task **ctx)
        {
            return ctx[1]->pid + leaf(0);
        }

        SEC("version") unsigned kernel_version = 0x50000;
        SEC("license") char licence[] = "Dual MIT/GPL";
        """;
}
