using System;
using System.Collections.Generic;
using Borescope.Script.Binding;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>All providers of the language.</summary>
internal static class ProviderTable
{
    /// <summary>The rows.</summary>
    public static readonly ProviderRow[] Rows =
    [
        new("begin", [], ProbeProvider.Begin, "begin", "runs once, before anything is attached", EventResolution.Plain),
        new("end", [], ProbeProvider.End, "end", "runs once, after everything is detached", EventResolution.Plain),
        new("kprobe", ["k"], ProbeProvider.Kprobe, "kprobe:[module:]function[+offset]", "entry of a kernel function, or an instruction", KernelResolution.Kprobe),
        new("kretprobe", ["kr"], ProbeProvider.Kretprobe, "kretprobe:[module:]function", "return of a kernel function", KernelResolution.Kprobe),
        new("fentry", ["f", "kfunc"], ProbeProvider.Fentry, "fentry:[module:]function", "entry of a kernel function, or of a loaded BPF program's (fentry:bpf:[id:]function), with typed arguments", KernelResolution.Fentry),
        new("fexit", ["fr", "kretfunc"], ProbeProvider.Fexit, "fexit:[module:]function", "return of a kernel function, or of a loaded BPF program's (fexit:bpf:[id:]function), with typed arguments and result", KernelResolution.Fentry),
        new("tracepoint", ["t"], ProbeProvider.Tracepoint, "tracepoint:category:event", "kernel tracepoint with the fields of its format", KernelResolution.Tracepoint),
        new("rawtracepoint", ["rt"], ProbeProvider.RawTracepoint, "rawtracepoint:[module:]event", "kernel tracepoint with its raw arguments", KernelResolution.RawTracepoint),
        new("uprobe", ["u"], ProbeProvider.Uprobe, "uprobe:file:function[+offset]", "function or instruction of a program or library", UserResolution.Uprobe),
        new("uretprobe", ["ur"], ProbeProvider.Uretprobe, "uretprobe:file:function", "return of a function of a program or library", UserResolution.Uprobe),
        new("interval", ["i"], ProbeProvider.Interval, "interval:s|ms|us|hz:N", "timer on one CPU", EventResolution.Timer),
        new("profile", ["p"], ProbeProvider.Profile, "profile:hz|s|ms|us:N", "timer on every CPU", EventResolution.Timer),
        new("software", ["s"], ProbeProvider.Software, "software:event[:period]", "software event of the kernel", EventResolution.Counter),
        new("usdt", ["U"], ProbeProvider.Usdt, "usdt:file:[namespace:]marker", "static marker of a program or library", UserResolution.Usdt),
        new("hardware", ["h"], ProbeProvider.Hardware, "hardware:event[:period]", "event of the processor", EventResolution.Counter),
        new("watchpoint", ["w", "asyncwatchpoint", "aw"], ProbeProvider.Watchpoint, "watchpoint:address:length:mode", "access to memory", EventResolution.Watchpoint),
        new("iter", ["it"], ProbeProvider.Iter, "iter:object[:pin]", "walk over kernel objects", KernelResolution.Iterator),
        new("self", [], ProbeProvider.Self, "self:signal:SIGUSR1", "signal to the tracer", EventResolution.Self),
        new("test", [], ProbeProvider.Test, "test:name", "test of a script, run with --test", EventResolution.Named),
        new("bench", [], ProbeProvider.Bench, "bench:name", "benchmark of a script, run with --bench", EventResolution.Named),
    ];

    /// <summary>Finds a provider: names in any case, short names as written.</summary>
    public static ProviderRow? Find(string name)
    {
        foreach (ProviderRow row in Rows)
        {
            if (row.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return row;
            foreach (string alias in row.Aliases)
            {
                if (alias.Equals(name, alias.Length > 2 ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                    return row;
            }
        }

        return null;
    }

    /// <summary>All canonical names and long aliases.</summary>
    public static IEnumerable<string> Names()
    {
        foreach (ProviderRow row in Rows)
        {
            yield return row.Name;
            foreach (string alias in row.Aliases)
            {
                if (alias.Length > 2)
                    yield return alias;
            }
        }
    }

    /// <summary>The canonical name of a provider.</summary>
    public static string NameOf(ProbeProvider provider)
    {
        foreach (ProviderRow row in Rows)
        {
            if (row.Provider == provider)
                return row.Name;
        }

        return provider.ToString();
    }
}
