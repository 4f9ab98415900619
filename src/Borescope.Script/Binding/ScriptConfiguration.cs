namespace Borescope.Script.Binding;

/// <summary>Settings of a script: the config block, overridden by environment variables <c>BPFTRACE_*</c>.</summary>
public sealed record ScriptConfiguration
{
    /// <summary>Entries of a map unless the script or the environment says otherwise.</summary>
    public const int DefaultMaxMapKeys = 4096;

    /// <summary>Bytes of a string of unknown length.</summary>
    public int MaxStringLength { get; init; } = 1024;

    /// <summary>Entries of a map without a declaration.</summary>
    public int MaxMapKeys { get; init; } = DefaultMaxMapKeys;

    /// <summary>Most attach targets.</summary>
    public int MaxProbes { get; init; } = 1024;

    /// <summary>Most BPF programs.</summary>
    public int MaxPrograms { get; init; } = 1024;

    /// <summary>Most bytes that <c>cat()</c> prints.</summary>
    public int MaxCatBytes { get; init; } = 10240;

    /// <summary>Pages of the event ring buffer (a power of two); 0: chosen from memory.</summary>
    public int RingBufferPages { get; init; }

    /// <summary>Objects above this many bytes live in per-CPU scratch memory instead of the BPF stack; null for the compiler's choice.</summary>
    public int? OnStackLimit { get; init; }

    /// <summary>Appended to strings that were cut.</summary>
    public string TruncationTrailer { get; init; } = "..";

    /// <summary>Whether maps are printed when the script ends.</summary>
    public bool PrintMapsOnExit { get; init; } = true;

    /// <summary>What happens to probes without a match: <c>error</c>, <c>warn</c> or <c>ignore</c>.</summary>
    public string MissingProbes { get; init; } = "error";

    /// <summary>What uses of tseries() are: <c>error</c>, <c>warn</c> or <c>enable</c>.</summary>
    public string UnstableTimeSeries { get; init; } = "warn";

    /// <summary>Default of <c>kstack</c> and <c>ustack</c>.</summary>
    public Types.StackMode StackMode { get; init; }

    /// <summary>License the programs declare to the kernel.</summary>
    public string License { get; init; } = "GPL";

    /// <summary>Most bytes of the verifier's log that are shown.</summary>
    public int LogSize { get; init; } = 1_000_000;

    /// <summary>Whether C++ names are shown demangled.</summary>
    public bool DemangleCpp { get; init; } = true;
}
