using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope;

/// <summary>
/// Figures of the library for System.Diagnostics.Metrics (dotnet-counters, OpenTelemetry): events read and lost by buffer, bytes read, and run count and
/// time of the programs that a <see cref="ProgramStatistics"/> observes.
/// </summary>
public static class BorescopeMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Borescope";

    private static readonly Lock s_gate = new();
    private static readonly List<BpfProgram> s_programs = [];
    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_read = s_meter.CreateCounter<long>("borescope.events.read", "{event}", "Records that were read from buffers");
    private static readonly Counter<long> s_lost = s_meter.CreateCounter<long>("borescope.events.lost", "{event}", "Records that buffers refused or queues dropped");
    private static readonly Counter<long> s_bytes = s_meter.CreateCounter<long>("borescope.events.bytes", "By", "Bytes that were read from buffers, headers included");

    static BorescopeMeter()
    {
        s_meter.CreateObservableCounter("borescope.program.runs", () => Observe(info => (long)info.RunCount), "{run}", "Runs of observed programs");
        s_meter.CreateObservableCounter("borescope.program.time", () => Observe(info => (long)info.RunTimeNanoseconds), "ns", "Time spent in observed programs");
    }

    internal static void Read(string buffer, long records, long bytes)
    {
        if (!s_read.Enabled && !s_bytes.Enabled)
            return;
        var tag = new KeyValuePair<string, object?>("buffer", buffer);
        s_read.Add(records, tag);
        s_bytes.Add(bytes, tag);
    }

    internal static void Lost(string buffer, ulong records)
    {
        if (s_lost.Enabled)
            s_lost.Add((long)records, new KeyValuePair<string, object?>("buffer", buffer));
    }

    internal static void Observe(BpfProgram program)
    {
        lock (s_gate)
            s_programs.Add(program);
    }

    internal static void Forget(BpfProgram program)
    {
        lock (s_gate)
            s_programs.Remove(program);
    }

    private static List<Measurement<long>> Observe(Func<ProgramInfo, long> figure)
    {
        var measurements = new List<Measurement<long>>();
        lock (s_gate)
        {
            foreach (var program in s_programs)
            {
                try
                {
                    var info = program.ReadInfo();
                    measurements.Add(new Measurement<long>(figure(info), new KeyValuePair<string, object?>("program", program.Name), new("id", (long)info.Id)));
                }
                catch (Exception error) when (error is BpfException or ObjectDisposedException)
                {
                    // A program that was closed meanwhile has no figures.
                    continue;
                }
            }
        }

        return measurements;
    }
}
