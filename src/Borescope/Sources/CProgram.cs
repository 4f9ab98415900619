using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Attaching;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;
using Borescope.Objects;
using Borescope.Symbols;

namespace Borescope.Sources;

/// <summary>
/// A BPF program written as C in a string, compiled by clang with the running kernel's own types: no kernel headers are needed. Functions named
/// <c>kprobe__NAME</c>, <c>kretprobe__NAME</c>, <c>tracepoint__CATEGORY__NAME</c>, TRACEPOINT_PROBE(CATEGORY, NAME) and those with SEC() know where they belong; parameters behind the context are
/// filled from the argument registers; reads through pointers that a probe may not follow become reads by a helper; tables in the short form (BPF_HASH, BPF_HISTOGRAM …) are used as
/// <c>table.lookup(&amp;key)</c>.
/// </summary>
public sealed class CProgram : IDisposable
{
    private readonly RunningKernel _kernel;
    private readonly List<Link> _links = [];
    private LoadedObject? _loaded;

    private CProgram(RunningKernel kernel, ObjectSpec spec)
    {
        _kernel = kernel;
        Spec = spec;
    }

    /// <summary>What was compiled: edit it (sizes of maps, variables) before <see cref="Load"/>.</summary>
    public ObjectSpec Spec { get; }

    /// <summary>The maps by name; loads the program when it is not yet.</summary>
    public IReadOnlyDictionary<string, BpfMap> Maps => Load().Maps;

    /// <summary>What is attached.</summary>
    public IReadOnlyList<Link> Links => _links;

    /// <summary>Compiles a program; nothing is loaded yet.</summary>
    /// <param name="text">C. The kernel's types, the helpers and the usual macros (SEC, BPF_KPROBE, PT_REGS_PARM1, BPF_CORE_READ …) are there without includes.</param>
    /// <param name="compilerOptions">More arguments for clang, such as -DNAME=VALUE.</param>
    /// <exception cref="CompileFailedException">There is no clang, or it refused the program; lines are those of the text.</exception>
    /// <exception cref="BpfException">The kernel does not show its types (CONFIG_DEBUG_INFO_BTF).</exception>
    public static CProgram Compile(string text, params IReadOnlyList<string> compilerOptions)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(compilerOptions);
        var kernel = new RunningKernel();
        try
        {
            return new CProgram(kernel, CBuild.Program(kernel, text, compilerOptions));
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>Compiles a file, to be loaded or linked with other objects (see <see cref="ObjectSpec.Link"/>). It is written as for <see cref="Compile"/>, but functions without SEC() stay functions.</summary>
    /// <param name="path">The C file; it includes from its own folder.</param>
    /// <param name="compilerOptions">More arguments for clang.</param>
    /// <exception cref="CompileFailedException">The file cannot be read, there is no clang, or it refused the program.</exception>
    /// <exception cref="BpfException">The kernel does not show its types (CONFIG_DEBUG_INFO_BTF).</exception>
    public static ObjectSpec CompileObject(string path, params IReadOnlyList<string> compilerOptions)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(compilerOptions);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CompileFailedException($"cannot read {path}: {error.Message}");
        }

        using var kernel = new RunningKernel();
        return CBuild.File(kernel, text, path, ["-I", Path.GetDirectoryName(Path.GetFullPath(path))!, .. compilerOptions]);
    }

    /// <summary>Loads maps and programs, once.</summary>
    /// <exception cref="VerifierException">The verifier refused a program.</exception>
    /// <exception cref="BpfException">The kernel refused something else.</exception>
    public LoadedObject Load() => _loaded ??= new ObjectLoader(_kernel.Calls, _kernel).Load(Spec);

    /// <summary>Attaches every function whose name or section says where.</summary>
    /// <exception cref="BpfException">One cannot be attached; those before are detached again.</exception>
    public IReadOnlyList<Link> Attach()
    {
        var links = new ObjectAttacher(_kernel).AttachAll(Load());
        _links.AddRange(links);
        return links;
    }

    /// <summary>Attaches a function to a kernel function.</summary>
    /// <param name="function">Name in the kernel, such as <c>do_unlinkat</c> or what <see cref="GetSyscallFunctionName"/> gives.</param>
    /// <param name="name">Name in the program.</param>
    /// <exception cref="BpfException">It cannot be attached.</exception>
    public Link AttachKprobe(string function, string name) => AttachTo(name, new KprobeRequest([new KernelTarget(function)], IsReturn: false));

    /// <summary>Attaches a function to the return of a kernel function.</summary>
    /// <param name="function">Name in the kernel.</param>
    /// <param name="name">Name in the program.</param>
    /// <exception cref="BpfException">It cannot be attached.</exception>
    public Link AttachKretprobe(string function, string name) => AttachTo(name, new KprobeRequest([new KernelTarget(function)], IsReturn: true));

    /// <summary>Attaches a function to a function of a program or library.</summary>
    /// <param name="file">Path, or the bare name of a library (<c>libc.so.6</c>) or of a program on PATH.</param>
    /// <param name="function">Name in the file.</param>
    /// <param name="name">Name in the program.</param>
    /// <param name="processId">Only this process; 0 for all.</param>
    /// <exception cref="BpfException">It cannot be attached.</exception>
    public Link AttachUprobe(string file, string function, string name, int processId = 0) => AttachUser(file, function, name, processId, isReturn: false);

    /// <summary>Attaches a function to the return of a function of a program or library.</summary>
    /// <param name="file">Path, or the bare name of a library (<c>libc.so.6</c>) or of a program on PATH.</param>
    /// <param name="function">Name in the file.</param>
    /// <param name="name">Name in the program.</param>
    /// <param name="processId">Only this process; 0 for all.</param>
    /// <exception cref="BpfException">It cannot be attached.</exception>
    public Link AttachUretprobe(string file, string function, string name, int processId = 0) => AttachUser(file, function, name, processId, isReturn: true);

    /// <summary>The kernel function of a system call: with this kernel's prefix (<c>__x64_sys_</c>, <c>__arm64_sys_</c>, <c>sys_</c>).</summary>
    /// <param name="call">Name of the call, such as <c>syncfs</c>.</param>
    /// <exception cref="BpfException">The kernel has no such call.</exception>
    public string GetSyscallFunctionName(string call)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["__x64_sys_", "__arm64_sys_", "__se_sys_", "sys_"])
        {
            if (_kernel.Facts.Symbols?.Contains(prefix + call) == true)
                return prefix + call;
        }

        throw new BpfException($"this kernel has no system call {call}", KernelOperation.KprobeOpen, call, "is the name right, and may this process read /proc/kallsyms?");
    }

    /// <summary>What programs print with bpf_trace_printk, as it comes. All users of the machine share trace_pipe, and only one can read it.</summary>
    /// <exception cref="BpfException">trace_pipe cannot be opened.</exception>
    public async IAsyncEnumerable<TraceRecord> TraceFields([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        const int PauseMilliseconds = 20;
        using var file = OpenTracePipe();
        var buffer = new byte[16 * 1024];
        var pending = "";
        while (!cancellation.IsCancellationRequested)
        {
            var count = _kernel.Calls.Read(file.Descriptor, buffer);
            if (count <= 0)
            {
                await Task.Delay(PauseMilliseconds, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            pending += Encoding.UTF8.GetString(buffer, 0, (int)count);
            for (var end = pending.IndexOf('\n', StringComparison.Ordinal); end >= 0; end = pending.IndexOf('\n', StringComparison.Ordinal))
            {
                var line = pending[..end];
                pending = pending[(end + 1)..];
                if (TraceRecord.TryParse(line, out var record))
                    yield return record;
            }
        }
    }

    /// <summary>Writes a table whose keys are rows of powers of two (BPF_HISTOGRAM with bpf_log2l) as a histogram; one for each of what the other members of a key say when keys are structures with the row as their last member.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="unit">What the values are, above the rows.</param>
    /// <param name="to">Receives the text; standard output when null.</param>
    /// <param name="section">What the other members of a key are, above each histogram.</param>
    /// <exception cref="ArgumentException">The table is no histogram.</exception>
    public void PrintHistogram(string table, string unit = "value", TextWriter? to = null, string section = "bucket") =>
        Histogram.Write(Maps[table], isLinear: false, unit, section, to ?? Console.Out);

    /// <summary>Writes a table whose keys are values up to 1024 as a histogram with a row for each; one for each of what the other members of a key say when keys are structures with the value as their last member.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="unit">What the values are, above the rows.</param>
    /// <param name="to">Receives the text; standard output when null.</param>
    /// <param name="section">What the other members of a key are, above each histogram.</param>
    /// <exception cref="ArgumentException">The table is no histogram.</exception>
    public void PrintLinearHistogram(string table, string unit = "value", TextWriter? to = null, string section = "bucket") =>
        Histogram.Write(Maps[table], isLinear: true, unit, section, to ?? Console.Out);

    /// <summary>Detaches and closes everything.</summary>
    public void Dispose()
    {
        foreach (var link in _links)
            link.Dispose();
        _links.Clear();
        _loaded?.Dispose();
        _kernel.Dispose();
    }

    private Link AttachUser(string file, string function, string name, int processId, bool isReturn)
    {
        if (!new UserFunctionResolver(_kernel.Calls).TryResolve(new UserFunctionRequest(file, function) { IsReturn = isReturn, ProcessId = processId }, out var found, out var problem))
            throw new BpfException($"cannot attach {name}: {problem}", KernelOperation.UprobeOpen, function);
        var places = found!.Functions.Select(static place => new UserTarget(place.Offset, place.Name)).ToList();
        return AttachTo(name, new UprobeRequest(found.Functions[0].Path, places, isReturn) { ProcessId = processId });
    }

    private Link AttachTo(string name, ProbeRequest request)
    {
        var program = Spec.FindProgram(name)
            ?? throw new ArgumentException($"the program has no function {name} that can be attached: it has {string.Join(", ", Spec.Programs.Select(p => p.Name))}", nameof(name));
        var link = new ObjectAttacher(_kernel).Attach(Load(), program, request, out _);
        _links.Add(link);
        return link;
    }

    private KernelHandle OpenTracePipe()
    {
        if (_kernel.Facts.Tracefs is not { } tracefs)
            throw new BpfException(Errno.ENOENT, KernelOperation.FileRead, "trace_pipe");
        var fd = _kernel.Calls.Open(tracefs.PathOf("trace_pipe"), OpenFlags.ReadOnly | OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        return fd < 0 ? throw new BpfException(fd.AsErrno(), KernelOperation.FileRead, "trace_pipe") : KernelHandle.Own(_kernel.Calls, fd);
    }
}
