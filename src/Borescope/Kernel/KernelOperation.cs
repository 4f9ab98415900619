namespace Borescope.Kernel;

/// <summary>What was asked of the kernel when an error came back; with the errno it selects the explanation.</summary>
public enum KernelOperation
{
    /// <summary>Creating a map.</summary>
    MapCreate,

    /// <summary>Reading a map.</summary>
    MapLookup,

    /// <summary>Writing a map.</summary>
    MapUpdate,

    /// <summary>Deleting from a map.</summary>
    MapDelete,

    /// <summary>Walking the keys of a map.</summary>
    MapIterate,

    /// <summary>Reading or writing many map elements at once.</summary>
    MapBatch,

    /// <summary>Mapping memory of a map or buffer.</summary>
    MemoryMap,

    /// <summary>Loading a program.</summary>
    ProgramLoad,

    /// <summary>Running a program on given input.</summary>
    ProgramTestRun,

    /// <summary>Loading BTF.</summary>
    BtfLoad,

    /// <summary>Opening an object by its path.</summary>
    ObjectOpen,

    /// <summary>Asking for information about an object.</summary>
    ObjectInfo,

    /// <summary>Creating a BPF link.</summary>
    LinkCreate,

    /// <summary>Attaching to many functions with one link.</summary>
    MultiLinkCreate,

    /// <summary>Attaching to a raw tracepoint.</summary>
    RawTracepointOpen,

    /// <summary>Attaching fentry, fexit or a BTF tracepoint.</summary>
    TracingLinkCreate,

    /// <summary>Opening a kprobe as a perf event.</summary>
    KprobeOpen,

    /// <summary>Opening a uprobe as a perf event.</summary>
    UprobeOpen,

    /// <summary>Opening a tracepoint as a perf event.</summary>
    TracepointOpen,

    /// <summary>Opening a counter or timer as a perf event.</summary>
    PerfEventOpen,

    /// <summary>Binding a program to a perf event by ioctl.</summary>
    PerfSetProgram,

    /// <summary>Enabling or disabling a perf event.</summary>
    PerfEnable,

    /// <summary>Defining a tracefs event.</summary>
    TracefsDefine,

    /// <summary>Removing a tracefs event.</summary>
    TracefsRemove,

    /// <summary>Reading a file of tracefs, sysfs or procfs.</summary>
    FileRead,

    /// <summary>Exchanging the program of a link.</summary>
    LinkUpdate,

    /// <summary>Detaching a link that others hold too.</summary>
    LinkDetach,

    /// <summary>Starting a walk of an iterator.</summary>
    IteratorCreate,

    /// <summary>Giving an object a path in a BPF file system.</summary>
    ObjectPin,

    /// <summary>Waiting for events.</summary>
    Wait,
}
