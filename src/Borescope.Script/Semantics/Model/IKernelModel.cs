using System.Collections.Generic;
using Borescope.Links;
using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Model;

/// <summary>
/// What semantic analysis asks about the machine it runs on: kernel types, functions, tracepoints, symbols of programs. Every answer is computed when
/// it is asked for, so that a script without kernel types opens neither BTF nor kallsyms.
/// </summary>
public interface IKernelModel
{
    /// <summary>The struct or union with that tag; null when the kernel has none.</summary>
    StructType? FindStruct(string tag, bool isUnion);

    /// <summary>The enum with that tag.</summary>
    EnumType? FindEnum(string tag);

    /// <summary>A symbol of a file that a probe is in; null when there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="symbol">Its name.</param>
    /// <param name="probeOffset">Place of the probe in the file.</param>
    UserVariable? FindUserVariable(string path, string symbol, ulong probeOffset);

    /// <summary>What a typedef or C integer type (<c>size_t</c>, <c>u32</c>) stands for.</summary>
    ScriptType? FindTypedef(string name);

    /// <summary>The value of an enumerator and its enum.</summary>
    (long Value, EnumType Type)? FindEnumConstant(string name);

    /// <summary>Tags of structs and unions, for near matches.</summary>
    IEnumerable<string> StructTags();

    /// <summary>Tags of enums; empty for those without.</summary>
    IEnumerable<string> EnumTags();

    /// <summary>Prototype of a kernel function from BTF.</summary>
    /// <param name="function">Exact name.</param>
    /// <param name="module">Exact module; empty: the kernel, then any module.</param>
    FunctionPrototype? FindFunction(string function, string module);

    /// <summary>Whether the kernel itself, not a module, may have a function: cheap, and true for some names that are none, which attaching finds out.</summary>
    /// <param name="function">Exact name.</param>
    bool MayHaveFunction(string function);

    /// <summary>Functions of loaded BPF programs, sorted by program.</summary>
    /// <param name="programId">Number of the program; 0: any.</param>
    /// <param name="functionPattern">Name with <c>*</c>.</param>
    /// <param name="problem">Why the kernel does not tell; null when it does.</param>
    IReadOnlyList<ProgramTarget> MatchProgramFunctions(uint programId, string functionPattern, out string? problem);

    /// <summary>Prototype of a function of a loaded BPF program, from the program's own types.</summary>
    /// <param name="programId">Number of the program.</param>
    /// <param name="btfId">Number of the function's FUNC.</param>
    FunctionPrototype? FindProgramFunction(uint programId, uint btfId);

    /// <summary>Functions that can be probed.</summary>
    /// <param name="modulePattern">Module with <c>*</c>; empty: any. The kernel itself is <c>vmlinux</c>.</param>
    /// <param name="functionPattern">Name with <c>*</c>.</param>
    /// <param name="needsBtf">Only functions that BTF describes (fentry, fexit).</param>
    IReadOnlyList<KernelFunction> MatchFunctions(string modulePattern, string functionPattern, bool needsBtf);

    /// <summary>Why a function can or cannot be probed. Reads the kernel's lists: slow (tens of milliseconds).</summary>
    /// <param name="function">Exact name.</param>
    /// <param name="module">Exact module; empty: any.</param>
    /// <param name="needsKprobes">False for fentry and fexit.</param>
    FunctionDiagnosis Diagnose(string function, string module, bool needsKprobes);

    /// <summary>Why this kernel cannot have kprobes; null when it can or nothing is known.</summary>
    string? KprobeObstacle { get; }

    /// <summary>Why no tracepoint can be seen (tracefs missing, or not to be read); null when they can.</summary>
    string? TracepointObstacle { get; }

    /// <summary>Tracepoints with <c>*</c> in category and event.</summary>
    IReadOnlyList<TracepointName> MatchTracepoints(string categoryPattern, string eventPattern);

    /// <summary>The record of a tracepoint (without its <c>common_</c> fields, offsets from the record's start); null with a reason when its format cannot be read.</summary>
    StructType? FindTracepoint(string category, string eventName, out string? problem);

    /// <summary>Raw tracepoints with <c>*</c> in the name.</summary>
    IReadOnlyList<string> MatchRawTracepoints(string pattern);

    /// <summary>Prototype of a raw tracepoint: BTF id of <c>btf_trace_NAME</c> and its arguments.</summary>
    FunctionPrototype? FindRawTracepoint(string eventName);

    /// <summary>Functions of a program or library, found by path, in PATH or in the library cache.</summary>
    /// <param name="file">Path or name.</param>
    /// <param name="function">Name with <c>*</c>; empty: <paramref name="offset"/> is an address as <c>nm</c> prints it.</param>
    /// <param name="offset">Bytes behind the function's start.</param>
    /// <param name="isReturn">For a return probe.</param>
    /// <param name="options">The command line (process, --unsafe).</param>
    UserFunctions FindUserFunctions(string file, string function, ulong offset, bool isReturn, BinderOptions options);

    /// <summary>Arguments of a function of a program, from its debug information; null with a reason when there is none.</summary>
    /// <param name="point">A uprobe at the start of a function.</param>
    /// <param name="problem">Why there is none, and what to do.</param>
    FunctionPrototype? FindUserPrototype(AttachPoint point, out string? problem);

    /// <summary>A struct or union of a program, from its debug information; null when it has none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="isUnion">Union instead of struct.</param>
    StructType? FindUserStruct(string path, string tag, bool isUnion);

    /// <summary>An enum of a program.</summary>
    EnumType? FindUserEnum(string path, string tag);

    /// <summary>An enumerator of a program and its enum.</summary>
    (long Value, EnumType Type)? FindUserEnumConstant(string path, string name);

    /// <summary>A typedef of a program.</summary>
    ScriptType? FindUserTypedef(string path, string name);

    /// <summary>Addresses of the code of a source line, one in each function that has some; empty with a reason when there is none.</summary>
    /// <param name="file">Path or name of the program.</param>
    /// <param name="source">Name of the source file, or the end of its path.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1; 0: any.</param>
    /// <param name="options">The command line (process).</param>
    /// <param name="problem">Why there is none, and what to do.</param>
    IReadOnlyList<ulong> FindUserLine(string file, string source, int line, int column, BinderOptions options, out string? problem);

    /// <summary>Static markers of a program or library.</summary>
    /// <param name="file">Path or name; empty: the program of the process.</param>
    /// <param name="provider">Namespace with <c>*</c>; empty for any.</param>
    /// <param name="name">Marker with <c>*</c>.</param>
    /// <param name="options">The command line (process).</param>
    UserMarkers FindMarkers(string file, string provider, string name, BinderOptions options);

    /// <summary>Files that match a pattern: those a process maps, or with 0 those on disk; <c>*</c> alone then means what running processes map.</summary>
    IReadOnlyList<string> MatchFiles(string pattern, int pid);

    /// <summary>The program type's context of an iterator: its struct <c>bpf_iter__KIND</c> and the id of its function; null when the kernel has none.</summary>
    FunctionPrototype? FindIterator(string kind);

    /// <summary>Kinds of iterators, sorted.</summary>
    IReadOnlyList<string> Iterators();

    /// <summary>Arguments of a probe for <c>-lv</c>, one <c>type name</c> each; the last one is <c>retval</c> for fexit. Empty when nothing is known.</summary>
    IReadOnlyList<string> DescribeArguments(AttachPoint point);

    /// <summary>The definition of a struct, union or enum in lines of C; null when there is none.</summary>
    /// <param name="name">With its keyword: <c>struct path</c>.</param>
    IReadOnlyList<string>? DescribeType(string name);

    /// <summary>Address of a kernel symbol.</summary>
    ulong? KernelAddress(string symbol);

    /// <summary>Id of a cgroup v2 directory.</summary>
    ulong? CgroupId(string path);

    /// <summary>Number of possible processors.</summary>
    int ProcessorCount { get; }

    /// <summary>Frames of the deepest stack that the kernel records.</summary>
    int MaxStackFrames { get; }
}
