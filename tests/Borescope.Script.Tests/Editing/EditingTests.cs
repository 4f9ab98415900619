using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Borescope.Script.Editing;
using Borescope.Script.Syntax;
using Borescope.Script.Tests.Semantics;

namespace Borescope.Script.Tests.Editing;

/// <summary>What editors ask about scripts that are being written; <c>|</c> is the cursor.</summary>
public sealed class EditingTests
{
    private readonly FakeKernelModel _model = new();

    [Theory]
    [InlineData("tr|", "tracepoint")]
    [InlineData("kre|", "kretprobe kretfunc")]
    [InlineData("tracepoint:sched:|", "tracepoint:sched:sched_process_exec tracepoint:sched:sched_switch")]
    [InlineData("t:sched:sched_s|", "t:sched:sched_switch")]
    [InlineData("kprobe:vfs_w|", "kprobe:vfs_write")]
    [InlineData("kprobe:vfs_read,\nkprobe:vfs_w|", "kprobe:vfs_write")]
    [InlineData("fentry:vfs_o|", "fentry:vfs_open")]
    [InlineData("uprobe:/bin/bash:readline_|", "uprobe:/bin/bash:readline_internal")]
    [InlineData("begin { $t = curtask; $t.co|", "comm")]
    [InlineData("begin { $t = curtask; printf(\"%d\", $t->real_parent->mm->st|", "start_code")]
    [InlineData("begin { print(((struct task_struct *)0).pol|); }", "policy")]
    [InlineData("kprobe:vfs_read { if (((struct file *)arg0)->f_f| == 1) { print(1); } }", "f_flags")]
    [InlineData("tracepoint:syscalls:sys_enter_openat { print(args.d|", "dfd")]
    [InlineData("tracepoint:syscalls:sys_enter_openat /args.fl|/ { }", "flags")]
    [InlineData("fentry:vfs_read { print(args.file.f_p|", "f_pos")]
    [InlineData("begin { @x = (one=1, two=\"q\"); } end { if (@x.|", "one two")]
    [InlineData("begin { $t = (1, \"q\"); print($t.|", "0 1")]
    [InlineData("begin { for ($kv : @m) { print($kv.|); } @m[1] = 2; }", "0 1")]
    [InlineData("begin { strc|", "strcontains strcap")]
    [InlineData("begin { elaps|", "elapsed")]
    [InlineData("begin { whi|", "while")]
    [InlineData("config = { max_s|", "max_strlen")]
    [InlineData("begin { $abc = 1; $xyz = 2; $a|", "$abc")]
    [InlineData("begin { $abc = 1; } end { $a|", "")]
    [InlineData("begin { @abc = 1; } end { print(@a|", "@abc")]
    [InlineData("macro addone(x) { x + 1 } begin { ad|", "addone")]
    [InlineData("begin { $x = (struct task_|", "task_struct")]
    [InlineData("begin { print(\"str|\"); }", "")]
    [InlineData("begin { // str|", "")]
    [InlineData("begin { /* str| */ }", "")]
    [InlineData("struct x { int f| }", "")]
    [InlineData("ma|", "macro")]
    public void What_can_be_written_here(string script, string expected)
    {
        (string text, int position) = Split(script);
        IReadOnlyList<Completion> found = Completions.At(text, null, position, _model, out bool isComplete);
        Assert.True(isComplete);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), found.Select(c => c.Label));
        Assert.All(found, c => Assert.Equal(position, c.Replaced.End));
    }

    [Fact]
    public void Completions_carry_types_and_documentation()
    {
        (string text, int position) = Split("begin { $t = curtask; $t.tg|");
        Completion field = Assert.Single(Completions.At(text, null, position, _model, out _));
        Assert.Equal(("int32", "struct task_struct, offset 20"), (field.Detail, field.Documentation));
        (text, position) = Split("begin { sys|");
        Completion unsafeFunction = Completions.At(text, null, position, _model, out _).Single(c => c.Label == "system");
        Assert.Contains("--unsafe", unsafeFunction.Documentation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("begin { $t = curtask; print($t.tg|id); }", "int32 tgid", "struct task_struct, offset 20, 4 bytes")]
    [InlineData("begin { $t = curtask; print($t.in_ex|ecve); }", "uint32 in_execve", "struct task_struct, offset 72, 1 bits")]
    [InlineData("begin { $t| = curtask; print($t.tgid); }", "$t: struct task_struct *", "")]
    [InlineData("begin { print(ns|ecs); }", "nsecs: uint64", "nanoseconds of a clock, by default since boot")]
    [InlineData("fexit:vfs_read { print(ret|val); }", "retval: int64", "value returned (kretprobe, uretprobe, fexit)")]
    [InlineData("begin { clea|r(@x); @x = 1; }", "clear(@map)", "removes all keys of a map")]
    [InlineData("begin { @a|[comm] = 1; }", "@a[string[16]]: int64", "4096 entries at most")]
    [InlineData("tracepoint:syscalls:sys_exit_read { print(ar|gs.ret); }", "args {\n    int32 __syscall_nr;\n    int64 ret;\n}", "arguments by name (tracepoint, fentry, fexit, rawtracepoint; uprobe of programs built with -g)")]
    [InlineData("tracepoint:sched:sched_sw|itch { }", "tracepoint:sched:sched_switch\n    int dfd\n    const char * filename", "kernel tracepoint with the fields of its format")]
    [InlineData("inter|val:s:1 { }", "interval:s|ms|us|hz:N", "timer on one CPU")]
    [InlineData("config = { max_str|len = 5 }", "max_strlen, or BPFTRACE_MAX_STRLEN in the environment", "bytes of strings of unknown length (1024)")]
    [InlineData("begin { $p = (struct pa|th *)0; print($p); }", "struct path {\n\tstruct dentry *dentry;\n};", "from the kernel's BTF")]
    [InlineData("// adds\n// one\nmacro addone(x) { x + 1 }\nbegin { print(add|one(1)); }", "macro addone(x)", "adds\none")]
    [InlineData("/* adds one */\nmacro addone(x) { x + 1 }\nbegin { print(add|one(1)); }", "macro addone(x)", "adds one")]
    [InlineData("begin { print(POLICY_I|DLE); }", "POLICY_IDLE = 1", "enum policy")]
    public void What_a_word_means(string script, string code, string words)
    {
        (string text, int position) = Split(script);
        Hover? hover = Hovers.At(text, null, position, _model);
        Assert.NotNull(hover);
        Assert.Equal((code, words), (hover.Code, hover.Text));
        Assert.InRange(position, hover.Span.Start, hover.Span.End);
    }

    [Theory]
    [InlineData("begin { print(\"nse|cs\"); }")]
    [InlineData("begin { // nse|cs\n }")]
    [InlineData("begin { print(unheard_|of); }")]
    [InlineData("begin { $t = curtask; print($t.nosuch|field); }")]
    [InlineData("|")]
    public void Nothing_is_said_where_nothing_is_known(string script)
    {
        (string text, int position) = Split(script);
        Assert.Null(Hovers.At(text, null, position, _model));
    }

    [Theory]
    [InlineData("macro <addone>(x) { x + 1 } begin { print(add|one(1)); }")]
    [InlineData("begin { <$x> = 1; print($|x); }")]
    [InlineData("begin { $y = 1; } end { <$x> = 1; print($x|); }")]
    [InlineData("begin { <@x> = 1; } end { print(@x|); }")]
    [InlineData("<#define FIVE 5>\nbegin { print(FI|VE); }")]
    public void Where_a_name_is_declared(string script)
    {
        int start = script.IndexOf('<', StringComparison.Ordinal);
        string unmarked = script.Remove(start, 1);
        int end = unmarked.IndexOf('>', StringComparison.Ordinal);
        (string text, int position) = Split(unmarked.Remove(end, 1));
        (ScriptSource source, TextSpan span) = Declarations.At(text, null, position, _model)!.Value;
        Assert.Equal(text[start..end], source.Slice(span).Trim());
        Assert.Equal(start, span.Start);
    }

    /// <summary>An editor asks while anything at all is written.</summary>
    [Theory]
    [InlineData("kprobe:vfs_read /pid == 1/ { $t = (struct task_struct *)arg0; @x[comm, $t->pid] = hist($t.mm.start_code); if ($t.pid > 5) { print((1, \"a}\")); } }\n")]
    [InlineData("#define A 5\nconfig = { max_strlen = 64 }\nstruct s { int a; };\nmacro m($a, @b, c) { @b[$a] = c; }\ntracepoint:syscalls:sys_enter_openat { m($x, @y, args.filename) } /* ü */")]
    public void Every_prefix_can_be_asked_about(string script)
    {
        for (int length = 0; length <= script.Length; length++)
        {
            string text = script[..length];
            _ = Completions.At(text, null, length, _model, out _);
            _ = Hovers.At(text, null, length, _model);
            _ = Declarations.At(text, null, length, _model);
            _ = ScriptInspection.Of(text, null, _model);
            _ = Completions.At(script, null, length, _model, out _);
        }
    }

    [Fact]
    public void Functions_of_imported_code_are_not_called_unknown()
    {
        string folder = Directory.CreateTempSubdirectory("borescope-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "code.bpf.c"), "int of_code(int a) { return a; }");
            string script = Path.Combine(folder, "main.bt");
            const string Calls = "begin { print(of_code(1)); }";
            Assert.True(ScriptInspection.Of(Calls, script, _model).Diagnostics.HasErrors);
            Assert.False(ScriptInspection.Of("import \"code.bpf.c\"; " + Calls, script, _model).Diagnostics.HasErrors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (string Text, int Position) Split(string script)
    {
        int position = script.IndexOf('|', StringComparison.Ordinal);
        return (script.Remove(position, 1), position);
    }
}
