namespace Borescope.Kernel;

/// <summary>Commands of bpf(2).</summary>
public enum BpfCommand
{
    /// <summary>BPF_MAP_CREATE.</summary>
    MapCreate = 0,

    /// <summary>BPF_MAP_LOOKUP_ELEM.</summary>
    MapLookup = 1,

    /// <summary>BPF_MAP_UPDATE_ELEM.</summary>
    MapUpdate = 2,

    /// <summary>BPF_MAP_DELETE_ELEM.</summary>
    MapDelete = 3,

    /// <summary>BPF_MAP_GET_NEXT_KEY.</summary>
    MapNextKey = 4,

    /// <summary>BPF_PROG_LOAD.</summary>
    ProgramLoad = 5,

    /// <summary>BPF_OBJ_PIN.</summary>
    ObjectPin = 6,

    /// <summary>BPF_OBJ_GET.</summary>
    ObjectGet = 7,

    /// <summary>BPF_PROG_TEST_RUN.</summary>
    ProgramTestRun = 10,

    /// <summary>BPF_PROG_GET_NEXT_ID.</summary>
    ProgramNextId = 11,

    /// <summary>BPF_MAP_GET_NEXT_ID.</summary>
    MapNextId = 12,

    /// <summary>BPF_PROG_GET_FD_BY_ID.</summary>
    ProgramFdById = 13,

    /// <summary>BPF_MAP_GET_FD_BY_ID.</summary>
    MapFdById = 14,

    /// <summary>BPF_OBJ_GET_INFO_BY_FD.</summary>
    ObjectInfo = 15,

    /// <summary>BPF_RAW_TRACEPOINT_OPEN.</summary>
    RawTracepointOpen = 17,

    /// <summary>BPF_BTF_LOAD.</summary>
    BtfLoad = 18,

    /// <summary>BPF_BTF_GET_FD_BY_ID.</summary>
    BtfFdById = 19,

    /// <summary>BPF_TASK_FD_QUERY.</summary>
    TaskFdQuery = 20,

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_ELEM.</summary>
    MapLookupAndDelete = 21,

    /// <summary>BPF_MAP_FREEZE.</summary>
    MapFreeze = 22,

    /// <summary>BPF_BTF_GET_NEXT_ID.</summary>
    BtfNextId = 23,

    /// <summary>BPF_MAP_LOOKUP_BATCH (5.6).</summary>
    MapLookupBatch = 24,

    /// <summary>BPF_MAP_LOOKUP_AND_DELETE_BATCH (5.6).</summary>
    MapLookupAndDeleteBatch = 25,

    /// <summary>BPF_MAP_UPDATE_BATCH (5.6).</summary>
    MapUpdateBatch = 26,

    /// <summary>BPF_MAP_DELETE_BATCH (5.6).</summary>
    MapDeleteBatch = 27,

    /// <summary>BPF_LINK_CREATE.</summary>
    LinkCreate = 28,

    /// <summary>BPF_LINK_UPDATE.</summary>
    LinkUpdate = 29,

    /// <summary>BPF_LINK_GET_FD_BY_ID.</summary>
    LinkFdById = 30,

    /// <summary>BPF_LINK_GET_NEXT_ID.</summary>
    LinkNextId = 31,

    /// <summary>BPF_ENABLE_STATS.</summary>
    EnableStats = 32,

    /// <summary>BPF_ITER_CREATE.</summary>
    IteratorCreate = 33,

    /// <summary>BPF_LINK_DETACH.</summary>
    LinkDetach = 34,

    /// <summary>BPF_PROG_BIND_MAP.</summary>
    ProgramBindMap = 35,
}
