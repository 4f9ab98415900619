using System;
using Borescope.Kernel;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>Software and hardware events with the names and default periods of the language (numbers: include/uapi/linux/perf_event.h).</summary>
internal static class PerfEventTable
{
    private const ulong Million = 1_000_000;

    /// <summary>Events that the kernel counts.</summary>
    public static readonly PerfEventRow[] Software =
    [
        new("alignment-faults", "", (uint)PerfSoftwareEvent.AlignmentFaults, 1),
        new("bpf-output", "", (uint)PerfSoftwareEvent.BpfOutput, 1),
        new("context-switches", "cs", (uint)PerfSoftwareEvent.ContextSwitches, 1000),
        new("cpu-clock", "cpu", (uint)PerfSoftwareEvent.CpuClock, Million),
        new("cpu-migrations", "", (uint)PerfSoftwareEvent.CpuMigrations, 1),
        new("dummy", "", (uint)PerfSoftwareEvent.Dummy, 1),
        new("emulation-faults", "", (uint)PerfSoftwareEvent.EmulationFaults, 1),
        new("major-faults", "", (uint)PerfSoftwareEvent.PageFaultsMajor, 1),
        new("minor-faults", "", (uint)PerfSoftwareEvent.PageFaultsMinor, 100),
        new("page-faults", "faults", (uint)PerfSoftwareEvent.PageFaults, 100),
        new("task-clock", "", (uint)PerfSoftwareEvent.TaskClock, 1),
    ];

    /// <summary>Events that the processor counts.</summary>
    public static readonly PerfEventRow[] Hardware =
    [
        new("backend-stalls", "", (uint)PerfHardwareEvent.StalledCyclesBackend, Million),
        new("branch-instructions", "branches", (uint)PerfHardwareEvent.BranchInstructions, Million / 10),
        new("branch-misses", "", (uint)PerfHardwareEvent.BranchMisses, Million / 10),
        new("bus-cycles", "", (uint)PerfHardwareEvent.BusCycles, Million / 10),
        new("cache-misses", "", (uint)PerfHardwareEvent.CacheMisses, Million),
        new("cache-references", "", (uint)PerfHardwareEvent.CacheReferences, Million),
        new("cpu-cycles", "cycles", (uint)PerfHardwareEvent.CpuCycles, Million),
        new("frontend-stalls", "", (uint)PerfHardwareEvent.StalledCyclesFrontend, Million),
        new("instructions", "", (uint)PerfHardwareEvent.Instructions, Million),
        new("ref-cycles", "", (uint)PerfHardwareEvent.ReferenceCycles, Million),
    ];

    /// <summary>The event of a name or alias.</summary>
    public static bool TryFind(PerfEventRow[] rows, string name, out PerfEventRow row)
    {
        int index = Array.FindIndex(rows, r => r.Name == name || (r.Alias.Length > 0 && r.Alias == name));
        row = index < 0 ? default : rows[index];
        return index >= 0;
    }
}
