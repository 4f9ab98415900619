namespace Borescope.Kernel;

/// <summary>Finds out what exactly forbids tracing: a capability, a setting, a container, lockdown.</summary>
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
        // With EACCES the verifier rejects programs.
        if (errno != Errno.EPERM && (errno != Errno.EACCES || operation == KernelOperation.ProgramLoad))
            return null;
        var capabilities = Capabilities.Read(calls);
        var sysctls = new Sysctls(calls);
        var status = ProcessStatus.Read(calls);
        if (!capabilities.CanTrace)
        {
            var missing = capabilities.Missing();
            return status.IsRoot
                ? $"this process is root but lacks {missing}, which its container or service withholds; start it with them (docker run --privileged or --cap-add, AmbientCapabilities= of systemd)"
                : $"this process lacks {missing}; run it as root: sudo borescope ..." + (sysctls.UnprivilegedBpfDisabled is { } disabled and > 0
                    ? $" (kernel.unprivileged_bpf_disabled is {disabled})" : "");
        }

        if (status.IsInUserNamespace)
            return "this process has its capabilities in a user namespace only, and tracing needs them outside; start it in the initial user namespace";
        var isPerf = operation is KernelOperation.KprobeOpen or KernelOperation.UprobeOpen or KernelOperation.TracepointOpen or KernelOperation.PerfEventOpen;
        if (isPerf && !capabilities.Has(Capability.SysAdmin) && sysctls.PerfEventParanoid is { } paranoid and >= ParanoidForAll)
            return $"kernel.perf_event_paranoid is {paranoid}, which refuses perf events in spite of CAP_PERFMON; set it to 2 (sysctl kernel.perf_event_paranoid=2) or run as root";
        if (sysctls.Lockdown is { } mode and not "none")
            return $"the kernel is locked down (mode {mode}, from secure boot or the lockdown= parameter), which forbids it; boot without lockdown";
        return status.IsFiltered
            ? $"a seccomp filter, as containers have, watches this process and may have refused the system call; allow {(isPerf ? "perf_event_open" : "bpf")} in its profile, or start without one (docker run --security-opt seccomp=unconfined)"
            : null;
    }
}
