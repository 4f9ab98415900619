namespace Borescope.Kernel;

/// <summary>Request numbers of ioctl(2) on perf descriptors, for architectures with the generic direction bits (x86, arm64, riscv, s390).</summary>
public static class PerfIoControl
{
    /// <summary>PERF_EVENT_IOC_ENABLE.</summary>
    public const uint Enable = 0x2400;

    /// <summary>PERF_EVENT_IOC_DISABLE.</summary>
    public const uint Disable = 0x2401;

    /// <summary>PERF_EVENT_IOC_SET_OUTPUT.</summary>
    public const uint SetOutput = 0x2405;

    /// <summary>PERF_EVENT_IOC_ID.</summary>
    public const uint Id = 0x80082407;

    /// <summary>PERF_EVENT_IOC_SET_BPF.</summary>
    public const uint SetBpf = 0x40042408;

    /// <summary>PERF_EVENT_IOC_PAUSE_OUTPUT: 1 stops writing, 0 resumes it (4.7).</summary>
    public const uint PauseOutput = 0x40042409;
}
