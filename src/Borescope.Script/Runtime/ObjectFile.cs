using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Borescope.Objects;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;

namespace Borescope.Script.Runtime;

/// <summary>Writes the programs of a script as an object file (<c>--emit-elf</c>).</summary>
internal static class ObjectFile
{
    /// <summary>Writes the file; returns what went wrong, or null.</summary>
    /// <param name="script">The script.</param>
    /// <param name="spec">Its object.</param>
    /// <param name="path">The file.</param>
    public static string? Write(CompiledScript script, ObjectSpec spec, string path)
    {
        long[] cells = [.. script.Cells.Select(static cell => cell.Initial)];
        if (spec.FindMap(CompiledScript.CountersMapName) is { } counters)
            spec.Replace(counters with { InitialValue = MemoryMarshal.AsBytes(cells.AsSpan()).ToArray() });
        for (int i = 0; i < spec.Programs.Count; i++)
            spec.Programs[i] = spec.Programs[i] with { Section = SectionOf(script.Probes[i].Probe) };
        if (!spec.TryWrite(out byte[] content, out string? diagnostic))
            return diagnostic;
        try
        {
            File.WriteAllBytes(path, content);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"cannot write '{path}': {ScriptFile.Problem(error, path)}";
        }
    }

    // Names as libbpf knows them; a program with several places has to be attached by hand.
    private static string SectionOf(BoundProbe probe)
    {
        AttachPoint point = probe.AttachPoints[0];
        bool single = probe.AttachPoints.Count == 1;
        return point.Provider switch
        {
            ProbeProvider.Kprobe => single && point.Function.Length > 0 ? "kprobe/" + point.Function : "kprobe",
            ProbeProvider.Kretprobe => single && point.Function.Length > 0 ? "kretprobe/" + point.Function : "kretprobe",
            ProbeProvider.Uprobe or ProbeProvider.Usdt => "uprobe",
            ProbeProvider.Uretprobe => "uretprobe",
            ProbeProvider.Fentry => "fentry/" + point.Function,
            ProbeProvider.Fexit => "fexit/" + point.Function,
            ProbeProvider.Iter => "iter/" + point.Event,
            ProbeProvider.Tracepoint => $"tracepoint/{point.Category}/{point.Event}",
            ProbeProvider.RawTracepoint => (point.BtfId != 0 ? "tp_btf/" : "raw_tp/") + point.Event,
            ProbeProvider.Interval or ProbeProvider.Profile or ProbeProvider.Software or ProbeProvider.Hardware or ProbeProvider.Watchpoint => "perf_event",
            ProbeProvider.Bench => "xdp",
            _ => "raw_tp",
        };
    }
}
