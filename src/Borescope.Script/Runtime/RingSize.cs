using System;
using System.Linq;
using System.Numerics;
using Borescope.Script.Binding;
using Borescope.Script.Lowering;

namespace Borescope.Script.Runtime;

/// <summary>How large the event buffer is.</summary>
internal static class RingSize
{
    private const uint PageSize = 4096;
    private const uint Small = 256 * 1024;
    private const uint Medium = 1024 * 1024;
    private const uint Large = 16 * 1024 * 1024;
    private const int PacketBytes = 1024 * 1024;

    /// <summary>Pages of each CPU's buffer of packets: as configured, else 1 MiB, which holds several packets of the largest size.</summary>
    public static int PacketPages(ScriptConfiguration configuration) =>
        (int)BitOperations.RoundUpToPowerOf2(configuration.RingBufferPages > 0 ? (uint)configuration.RingBufferPages : (uint)(PacketBytes / Environment.SystemPageSize));

    /// <summary>
    /// Bytes: as configured, else small when only begin, end and interval probes send events, medium when events only ask for something and carry nothing, else up to
    /// 16 MiB by the machine's memory. A large buffer takes longer to make than such scripts take to start.
    /// </summary>
    public static uint For(CompiledScript script, ScriptConfiguration configuration)
    {
        if (configuration.RingBufferPages > 0)
            return BitOperations.RoundUpToPowerOf2((uint)configuration.RingBufferPages) * PageSize; // The kernel wants a power of two.
        bool busy = false;
        foreach (CompiledProbe probe in script.Probes)
            busy |= probe.SendsEvents && probe.Probe.AttachPoints[0].Provider is not (ProbeProvider.Begin or ProbeProvider.End or ProbeProvider.Interval or ProbeProvider.Self);
        if (!busy)
            return Small;
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        uint size = script.Actions.All(static a => a is ExitAction or PrintMapAction or ClearMapAction or ZeroMapAction) ? Medium : Large;
        while (size > Small && size > memory / 128)
            size /= 2;
        return size;
    }
}
