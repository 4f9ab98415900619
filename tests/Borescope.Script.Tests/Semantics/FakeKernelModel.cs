using System.Collections.Generic;
using Borescope.Links;
using Borescope.Script.Binding;
using Borescope.Script.Semantics;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Types;
using Borescope.Symbols;

namespace Borescope.Script.Tests.Semantics;

/// <summary>A small machine that is the same everywhere: a few structs, functions, tracepoints and one program.</summary>
internal sealed class FakeKernelModel : IKernelModel
{
    private static readonly IntegerType U8 = new(1, false);
    private static readonly IntegerType U16 = new(2, false);
    private static readonly string[] Functions = ["do_sys_openat2", "tcp_recvmsg", "tcp_sendmsg", "udp_sendmsg", "vfs_open", "vfs_read", "vfs_readv", "vfs_write"];
    private static readonly string[] RawTracepoints = ["sched_switch", "sys_enter", "sys_exit"];

    private readonly Dictionary<string, StructType> _structs = [];
    private readonly Dictionary<string, EnumType> _enums = [];

    public FakeKernelModel()
    {
        var policy = new EnumType("policy", IntegerType.UInt32, new Dictionary<long, string> { [0] = "POLICY_NORMAL", [1] = "POLICY_IDLE" });
        _enums.Add("policy", policy);
        StructType task = Add("task_struct", 4096, () =>
        [
            new("pid", IntegerType.Int32, 16),
            new("tgid", IntegerType.Int32, 20),
            new("comm", new StringType(16) { IsArray = true }, 32),
            new("real_parent", Pointer("task_struct"), 48),
            new("group_leader", Pointer("task_struct"), 56),
            new("mm", Pointer("mm_struct"), 64),
            new("in_execve", IntegerType.UInt32, 72, 3, 1, 1),
            new("policy", policy, 76),
            new("times", new ArrayType(IntegerType.UInt64, 4), 80),
            new("files", new PointerType(Pointer("file"), AddressSpace.Kernel), 112),
        ]);
        Add("mm_struct", 1024, () => [new("start_code", IntegerType.UInt64, 8), new("owner", new PointerType(task, AddressSpace.Kernel), 16)]);
        Add("file", 256, () => [new("f_flags", IntegerType.UInt32, 8), new("f_pos", IntegerType.Int64, 16)]);
        Add("sock_common", 136, () =>
        [
            new("skc_daddr", IntegerType.UInt32, 0),
            new("skc_dport", U16, 12),
            new("skc_family", U16, 16),
            new("skc_v6_daddr", _structs["in6_addr"], 56),
        ]);
        Add("in6_addr", 16, () => [new("u6_addr8", new ArrayType(U8, 16), 0)]);
        Add("sock", 760, () => [new("__sk_common", _structs["sock_common"], 0), new("sk_dst_pending_confirm", IntegerType.UInt32, 140)]);
    }

    public string? KprobeObstacle { get; init; }

    public string? TracepointObstacle { get; init; }

    public int ProcessorCount => 4;

    public int MaxStackFrames => 127;

    public StructType? FindStruct(string tag, bool isUnion) => isUnion ? null : _structs.GetValueOrDefault(tag);

    public EnumType? FindEnum(string tag) => _enums.GetValueOrDefault(tag);

    public ScriptType? FindTypedef(string name) => name == "loff_t" ? IntegerType.Int64 : null;

    public (long Value, EnumType Type)? FindEnumConstant(string name) => name == "POLICY_IDLE" ? (1, _enums["policy"]) : null;

    public IEnumerable<string> StructTags() => _structs.Keys;

    public IEnumerable<string> EnumTags() => _enums.Keys;

    public bool MayHaveFunction(string function) => System.Array.IndexOf(Functions, function) >= 0;

    public FunctionPrototype? FindFunction(string function, string module)
    {
        if (System.Array.IndexOf(Functions, function) < 0 || module is not ("" or "vmlinux"))
            return null;
        StructField[] fields = function switch
        {
            "do_sys_openat2" => [new("dfd", IntegerType.Int32, 0), new("filename", new PointerType(new IntegerType(1, true), AddressSpace.Unknown), 8)],
            "vfs_read" => [new("file", Pointer("file"), 0), new("buf", new PointerType(new IntegerType(1, true), AddressSpace.Unknown), 8), new("count", IntegerType.UInt64, 16)],
            _ => [new("sk", Pointer("sock"), 0)],
        };
        return new FunctionPrototype(function, "vmlinux", 100, Struct("", 48, fields), function == "vfs_read" ? IntegerType.Int64 : IntegerType.Int32);
    }

    public IReadOnlyList<ProgramTarget> MatchProgramFunctions(uint programId, string functionPattern, out string? problem)
    {
        problem = null;
        var found = new List<ProgramTarget>();
        foreach (ProgramTarget target in new ProgramTarget[] { new(7, "xdp_main", 11, false), new(7, "parse", 12, false), new(9, "xdp_main", 11, false), new(12, "trace_xdp", 5, true) })
        {
            if ((programId == 0 || programId == target.ProgramId) && Wildcard.Matches(functionPattern, target.Function))
                found.Add(target);
        }

        return found;
    }

    public FunctionPrototype? FindProgramFunction(uint programId, uint btfId) => btfId switch
    {
        11 => new FunctionPrototype("xdp_main", "bpf", btfId, Struct("", 8, [new("ctx", Pointer("file"), 0)]), IntegerType.Int32),
        12 => new FunctionPrototype("parse", "bpf", btfId, Struct("", 16, [new("length", IntegerType.Int32, 0), new("where", IntegerType.UInt64, 8)]), BoolType.Instance),
        _ => null,
    };

    public IReadOnlyList<KernelFunction> MatchFunctions(string modulePattern, string functionPattern, bool needsBtf)
    {
        var found = new List<KernelFunction>();
        foreach (string name in Functions)
        {
            if (Wildcard.Matches(functionPattern, name) && (modulePattern.Length == 0 || Wildcard.Matches(modulePattern, "vmlinux")))
                found.Add(new KernelFunction(name, "vmlinux"));
        }

        return found;
    }

    public FunctionDiagnosis Diagnose(string function, string module, bool needsKprobes) => function switch
    {
        "no_prototype" => new(function, FunctionStatus.Probeable, "no_prototype can be probed", null, []),
        "inlined_one" => new(function, FunctionStatus.Transformed, "the compiler changed inlined_one into a variant of another name", "try inlined_one.isra.0", ["inlined_one.isra.0"]),
        "no_trace" => new(function, FunctionStatus.NotTraceable, "no_trace is marked notrace: the kernel does not allow probing it", "probe a function that calls it, or that it calls", []),
        "do_int3" => new(function, FunctionStatus.Blacklisted, "do_int3 is on the kernel's kprobe blacklist, because a probe in it could crash the kernel", null, []),
        _ => new(function, FunctionStatus.Missing, $"this kernel has no function {function}: it is misspelt, not in this version, or inlined everywhere", function == "vfs_raed" ? "did you mean vfs_read?" : null, []),
    };

    public IReadOnlyList<TracepointName> MatchTracepoints(string categoryPattern, string eventPattern)
    {
        var found = new List<TracepointName>();
        foreach (TracepointName name in new TracepointName[] { new("sched", "sched_process_exec"), new("sched", "sched_switch"), new("syscalls", "sys_enter_openat"), new("syscalls", "sys_exit_read") })
        {
            if (Wildcard.Matches(categoryPattern, name.Category) && Wildcard.Matches(eventPattern, name.Event))
                found.Add(name);
        }

        return found;
    }

    public StructType? FindTracepoint(string category, string eventName, out string? problem)
    {
        problem = category == "locked" ? "tracefs is not mounted and mounting it needs root" : null;
        var text = new PointerType(new IntegerType(1, true), AddressSpace.Unknown);
        return (category, eventName) switch
        {
            ("syscalls", "sys_enter_openat") => Struct("", 48, [new("__syscall_nr", IntegerType.Int32, 8), new("dfd", IntegerType.Int64, 16), new("filename", text, 24), new("flags", IntegerType.Int64, 32)]),
            ("syscalls", "sys_exit_read") => Struct("", 24, [new("__syscall_nr", IntegerType.Int32, 8), new("ret", IntegerType.Int64, 16)]),
            ("sched", "sched_switch") => Struct("", 64, [new("prev_comm", new StringType(16) { IsArray = true }, 8), new("prev_pid", IntegerType.Int32, 24), new("next_pid", IntegerType.Int32, 56)]),
            ("sched", "sched_process_exec") => Struct("", 20, [new("filename", new PointerType(new IntegerType(1, true), AddressSpace.Kernel), 8, IsDataLoc: true), new("pid", IntegerType.Int32, 12)]),
            _ => null,
        };
    }

    public IReadOnlyList<string> MatchRawTracepoints(string pattern) => System.Array.FindAll(RawTracepoints, n => Wildcard.Matches(pattern, n));

    public FunctionPrototype? FindRawTracepoint(string eventName) => System.Array.IndexOf(RawTracepoints, eventName) < 0
        ? null
        : new FunctionPrototype(eventName, "vmlinux", 200, Struct("", 16, [new("regs", new PointerType(VoidType.Instance, AddressSpace.Unknown), 0), new("id", IntegerType.Int64, 8)]), VoidType.Instance);

    public UserFunctions FindUserFunctions(string file, string function, ulong offset, bool isReturn, BinderOptions options)
    {
        if (file is not ("/bin/bash" or "bash" or ""))
            return new UserFunctions(file, [], [], $"there is no file {file}");
        UserSymbol[] symbols = [new("readline", 0x1000, 64), new("readline_internal", 0x2000, 128)];
        string name = function.StartsWith("::", System.StringComparison.Ordinal) ? function[2..] : function;
        UserSymbol[] found = System.Array.FindAll(symbols, s => name.Length == 0 || Wildcard.Matches(name, s.Name));
        return function.Length == 0
            ? new UserFunctions("/bin/bash", [new("", offset, 0)], [], null)
            : new UserFunctions("/bin/bash", found, [], found.Length > 0 ? null : $"/bin/bash has no function '{function}'");
    }

    public IReadOnlyList<string> DescribeArguments(AttachPoint point) => point.Provider switch
    {
        ProbeProvider.Tracepoint => ["int dfd", "const char * filename"],
        ProbeProvider.Fexit => ["struct file * file", "ssize_t retval"],
        _ => [],
    };

    public IReadOnlyList<string>? DescribeType(string name) => name == "struct path" ? ["struct path {", "\tstruct dentry *dentry;", "};"] : null;

    public UserVariable? FindUserVariable(string path, string symbol, ulong probeOffset) =>
        symbol == "counter" ? new UserVariable(0x4010, 4, 0x1100, true) : null;

    public IReadOnlyList<string> MatchFiles(string pattern, int pid) =>
        System.Array.FindAll(["/bin/bash", "/lib/libc.so.6"], file => Wildcard.Matches(pattern, file));

    public FunctionPrototype? FindUserPrototype(AttachPoint point, out string? problem)
    {
        if (point.Function == "readline")
        {
            List<StructField> fields = [new("prompt", new PointerType(new IntegerType(1, true), AddressSpace.User), 0), new("flags", IntegerType.Int32, 8)];
            problem = null;
            return new FunctionPrototype(point.Function, point.Path, 1, new StructType("", false, 16, name => fields.Find(f => f.Name == name), () => fields), IntegerType.Int32)
            {
                Unreadable = new Dictionary<string, string> { ["ratio"] = "it is in a floating point register" },
            };
        }

        problem = $"{point.Path} has no debug information";
        return null;
    }

    public StructType? FindUserStruct(string path, string tag, bool isUnion) => null;

    public EnumType? FindUserEnum(string path, string tag) => null;

    public (long Value, EnumType Type)? FindUserEnumConstant(string path, string name) => null;

    public ScriptType? FindUserTypedef(string path, string name) => null;

    public IReadOnlyList<ulong> FindUserLine(string file, string source, int line, int column, BinderOptions options, out string? problem)
    {
        bool found = file == "/bin/bash" && source == "main.c" && line == 3;
        problem = found ? null : $"line {line} of {source} has no code";
        return found ? [0x1000] : [];
    }

    public UserMarkers FindMarkers(string file, string provider, string name, BinderOptions options)
    {
        if (file is not "/bin/prog")
            return new UserMarkers(file, [], [], $"{file} has no static markers");
        UsdtArgument number = new("-4@%edi", UsdtArgumentKind.Register, 4, true) { Register = "di" };
        UsdtArgument pointer = new("8@-16(%rbp)", UsdtArgumentKind.Memory, 8, false) { Register = "bp", Offset = -16 };
        UsdtArgument real = new("8f@%xmm0", UsdtArgumentKind.Unreadable, 8, false);
        UsdtSite[] sites =
        [
            new("app", "done", 0x1100, 0x100, 0, "", []),
            new("app", "open", 0x1200, 0x200, 0x3000, "-4@%edi 8@-16(%rbp)", [number, pointer]),
            new("app", "open", 0x1300, 0x300, 0x3000, "8@-16(%rbp) -4@%edi", [pointer, number]),
            new("lib", "open", 0x1400, 0x400, 0, "8f@%xmm0", [real]),
        ];
        UsdtSite[] found = System.Array.FindAll(sites, s => Wildcard.Matches(provider.Length == 0 ? "*" : provider, s.Provider) && Wildcard.Matches(name, s.Name));
        return new UserMarkers(file, found, [], found.Length > 0 ? null : $"{file} has no static marker {name}");
    }

    public FunctionPrototype? FindIterator(string kind) => kind == "task"
        ? new FunctionPrototype("task", "vmlinux", 300, Struct("bpf_iter__task", 16, [new("meta", Pointer("file"), 0), new("task", Pointer("task_struct"), 8)]), VoidType.Instance)
        : null;

    public IReadOnlyList<string> Iterators() => ["task"];

    public ulong? KernelAddress(string symbol) => symbol == "jiffies" ? 0xffffffff82000000 : null;

    public ulong? CgroupId(string path) => path == "/sys/fs/cgroup" ? 1 : null;

    private StructType Add(string tag, int size, System.Func<StructField[]> fields)
    {
        StructField[]? all = null;
        var type = new StructType(tag, false, size, name => System.Array.Find(all ??= fields(), f => f.Name == name), () => all ??= fields());
        _structs.Add(tag, type);
        return type;
    }

    private static StructType Struct(string tag, int size, StructField[] fields) =>
        new(tag, false, size, name => System.Array.Find(fields, f => f.Name == name), () => fields);

    private PointerType Pointer(string tag) => new(_structs[tag], AddressSpace.Kernel);
}
