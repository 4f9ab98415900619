namespace Borescope.Kernel;

/// <summary>The words for each operation in error messages.</summary>
internal static class OperationText
{
    /// <summary>A gerund phrase that the subject can follow.</summary>
    internal static string Of(KernelOperation operation) => operation switch
    {
        KernelOperation.MapCreate => "creating map",
        KernelOperation.MapLookup => "reading map",
        KernelOperation.MapUpdate => "writing map",
        KernelOperation.MapDelete => "deleting from map",
        KernelOperation.MapIterate => "walking map",
        KernelOperation.MapBatch => "batch operation on map",
        KernelOperation.MemoryMap => "mapping memory of",
        KernelOperation.ProgramLoad => "loading program",
        KernelOperation.ProgramTestRun => "running program",
        KernelOperation.BtfLoad => "loading BTF",
        KernelOperation.ObjectOpen => "opening the pinned",
        KernelOperation.ObjectInfo => "asking the kernel about",
        KernelOperation.LinkCreate or KernelOperation.MultiLinkCreate or KernelOperation.RawTracepointOpen
            or KernelOperation.TracingLinkCreate => "attaching",
        KernelOperation.KprobeOpen or KernelOperation.UprobeOpen or KernelOperation.TracepointOpen
            or KernelOperation.PerfEventOpen => "opening",
        KernelOperation.LinkUpdate => "exchanging the program of",
        KernelOperation.LinkDetach => "detaching",
        KernelOperation.IteratorCreate => "starting",
        KernelOperation.ObjectPin => "pinning to",
        KernelOperation.PerfSetProgram => "binding the program to",
        KernelOperation.PerfEnable => "enabling",
        KernelOperation.TracefsDefine => "defining tracefs event",
        KernelOperation.TracefsRemove => "removing tracefs event",
        KernelOperation.FileRead => "reading",
        KernelOperation.Wait => "waiting for",
        _ => "kernel operation on",
    };
}
