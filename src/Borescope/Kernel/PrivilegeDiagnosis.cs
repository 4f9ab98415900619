namespace Borescope.Kernel;

/// <summary>Finds out what exactly forbids tracing: a capability, a setting, lockdown, or something outside.</summary>
public static class PrivilegeDiagnosis
{
    // From here on Debian's and Android's kernels refuse perf_event_open to everyone without CAP_SYS_ADMIN.
    private const long ParanoidForAll = 3;

    /// <summary>A hint for a refusal.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="errno">The kernel's answer.</param>
    /// <param name="operation">What was asked.</param>
    /// <returns>What forbids it and what to do, or null when the errno is not about privileges.</returns>
    public static string? Explain(ISystemCalls calls, Errno errno, KernelOperation operation)
    {
        if (errno is not (Errno.EPERM or Errno.EACCES))
            return null;
        var capabilities = Capabilities.Read(calls);
        var sysctls = new Sysctls(calls);
        if (!capabilities.CanTrace)
            return $"this process lacks {capabilities.Missing()}; run it as root: sudo borescope ...";
        var isPerf = operation is KernelOperation.KprobeOpen or KernelOperation.UprobeOpen or KernelOperation.TracepointOpen or KernelOperation.PerfEventOpen;
        if (isPerf && !capabilities.Has(Capability.SysAdmin) && sysctls.PerfEventParanoid is { } paranoid and >= ParanoidForAll)
            return $"kernel.perf_event_paranoid is {paranoid}, which refuses perf events in spite of CAP_PERFMON; set it to 2 (sysctl kernel.perf_event_paranoid=2) or run as root";
        if (sysctls.Lockdown is { } mode and not "none")
            return $"the kernel is locked down (mode {mode}, from secure boot or the lockdown= parameter), which forbids it; boot without lockdown";
        return null;
    }
}
