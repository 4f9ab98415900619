using System;
using System.Linq;
using Borescope.Sources;

namespace Borescope.Tests.Sources;

/// <summary>What the short forms of C programs become; lines stay where they are.</summary>
public sealed class ShortFormTests
{
    [Theory]
    [InlineData("int kprobe__vfs_read(void *ctx) { }", "SEC(\"kprobe/vfs_read\") int kprobe__vfs_read(void *ctx) { }")]
    [InlineData("int kretprobe__vfs_read(struct pt_regs *ctx) {}", "SEC(\"kretprobe/vfs_read\") int")]
    [InlineData("int kprobe__sys_clone(void *ctx) {}", "SEC(\"ksyscall/clone\") int kprobe__sys_clone(void *ctx)")]
    [InlineData("int kretprobe__sys_clone(void *ctx) {}", "SEC(\"kretsyscall/clone\")")]
    [InlineData("int tracepoint__sched__sched_switch(void *args) {}", "SEC(\"tracepoint/sched/sched_switch\") int tracepoint__sched__sched_switch(void *args)")]
    [InlineData("int raw_tracepoint__sys_enter(void *args) {}", "SEC(\"raw_tp/sys_enter\") int")]
    [InlineData("int f(struct pt_regs *ctx, int a, const char __user *b) {}", "return ___of_f((void *)ctx, (int)(unsigned long)(PT_REGS_PARM1(ctx)), (const char __user *)(unsigned long)(PT_REGS_PARM2(ctx)));")]
    [InlineData("int syscall__open(struct pt_regs *ctx, int a) {}", "(int)(unsigned long)(PT_REGS_PARM1_CORE_SYSCALL(PT_REGS_SYSCALL_REGS(ctx)))")]
    [InlineData("void f(struct pt_regs *ctx, int a) {}", "return 0; } static __always_inline void ___of_f(struct pt_regs *ctx, int a) {}")]
    [InlineData("int kprobe__vfs_read() { }", "SEC(\"kprobe/vfs_read\") int kprobe__vfs_read(void *ctx) { }")]
    [InlineData("int kretprobe__sys_clone(void)\n{ }", "SEC(\"kretsyscall/clone\") int kretprobe__sys_clone(void *ctx) \n{ }")]
    [InlineData("int tracepoint__sched__sched_switch() { }", "SEC(\"tracepoint/sched/sched_switch\") int tracepoint__sched__sched_switch(void *ctx) { }")]
    [InlineData("void raw_tracepoint__sys_enter() { }", "SEC(\"raw_tp/sys_enter\") int raw_tracepoint__sys_enter(")]
    [InlineData("int kprobe__vfs_read(int a) { }", "_Static_assert(0, \"kprobe__vfs_read is attached by its name, so its first parameter is the context: int kprobe__vfs_read(struct pt_regs *ctx, ...)\"); int kprobe__vfs_read(int a) { }")]
    [InlineData("BPF_HASH(h); int f(void *ctx) {}", "SEC(\"kprobe\") int f(void *ctx)")]
    [InlineData("#define X {\nint f(void *ctx) {}", "SEC(\"kprobe\") int f(void *ctx)")]
    [InlineData("/* int g(void *x) { */ int f(void *ctx) {}", "SEC(\"kprobe\") int f(void *ctx)")]
    [InlineData("int f(void *ctx) { bpf_trace_printk(\"a\\n\", 1); }", "{ bpf_printk(\"a\\n\", 1); }")]
    [InlineData("BPF_HASH(h);\nint f(void *c) { h.increment(1); }", "{ ___table_increment(h, 1); }")]
    [InlineData("BPF_HASH(h);\n#define ADD h.increment(1)", "#define ADD ___table_increment(h, 1)")]
    [InlineData("BPF_TABLE(\"lru_hash\", u32, struct x, h, 9);\nint f(void *c) { h.delete(&k); }", "___table_of(BPF_MAP_TYPE_LRU_HASH, u32, struct x, h, 9);\nSEC(\"kprobe\") int f(void *c) { ___table_delete(h, &k); }")]
    public void Short_forms_become_plain(string text, string expected) => Assert.Contains(expected, ShortForms.Expand(text, namesAreSections: true), StringComparison.Ordinal);

    [Theory]
    [InlineData("static int f(void *ctx) { }")]
    [InlineData("static inline int f(void *ctx) { }")]
    [InlineData("SEC(\"xdp\") int f(void *ctx) { }")]
    [InlineData("int f(int a) { }")]
    [InlineData("int f() { }")]
    [InlineData("static int kprobe__f() { }")]
    [InlineData("int f(void *ctx);")]
    [InlineData("struct s { int (*f)(void *ctx); };")]
    [InlineData("int f(int (*g)(void *x)) { }")]
    [InlineData("struct s x = { 1 };")]
    [InlineData("// BPF_HASH(h)\nlong a = h.update(1);")]
    [InlineData("BPF_HASH(h);\nchar *a = \"h.update(1)\"; long b = x->h.update(1), c = h.unknown(1), d = h.update;")]
    [InlineData("bpf_trace_printk(text, 4);")]
    [InlineData("int f(void *ctx")]
    [InlineData("\"not closed\nint x;")]
    [InlineData("/* not closed int f(void *x) {")]
    [InlineData("BPF_TABLE(\"hash\"")]
    [InlineData("BPF_HASH(")]
    [InlineData("}}}} {{{")]
    [InlineData("")]
    public void Everything_else_stays(string text) => Assert.Equal(text + "\n", ShortForms.Expand(text, namesAreSections: true));

    [Fact]
    public void Lines_stay()
    {
        const string Text = """
            #include <uapi/linux/ptrace.h>
            BPF_HASH(calls, u32);
            int on_open(struct pt_regs *ctx,
                        int directory, /* one
                        more line */
                        const char *name)
            {
                calls.increment(1);
                return oops;
            }
            """;
        string[] lines = ShortForms.Expand(Text, namesAreSections: true).Split('\n');
        Assert.Equal(Text.Split('\n').Length + 1, lines.Length);
        Assert.Equal(("", "{", "    return oops;"), (lines[0], lines[6], lines[8]));
        Assert.Contains("(const char *)", lines.Single(static line => line.Contains("SEC(", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_of_a_file_that_is_linked_stay_functions() =>
        Assert.Equal("int f(void *ctx) { bpf_trace_printk(\"a\", 2); }\n", ShortForms.Expand("int f(void *ctx) { bpf_trace_printk(\"a\", 2); }", namesAreSections: false));
}
