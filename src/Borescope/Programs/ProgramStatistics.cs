using System;
using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Programs;

/// <summary>
/// Lets the kernel count runs and time of all programs while it is alive (5.8), like the sysctl kernel.bpf_stats_enabled but ending with this process.
/// Each run then costs some 20 ns more. <see cref="BpfProgram.ReadInfo"/> has the figures.
/// </summary>
public sealed unsafe class ProgramStatistics : IDisposable
{
    private readonly KernelHandle _handle;
    private readonly List<BpfProgram> _observed = [];

    private ProgramStatistics(KernelHandle handle) => _handle = handle;

    /// <summary>Turns counting on.</summary>
    /// <param name="calls">The seam; the real one when none is given.</param>
    /// <exception cref="BpfException">The kernel is too old, or CAP_SYS_ADMIN is missing.</exception>
    public static ProgramStatistics Enable(ISystemCalls? calls = null)
    {
        calls ??= SystemCalls.Instance;

        // BPF_STATS_RUN_TIME is 0, the only kind there is.
        var kind = 0u;
        var fd = calls.Bpf(BpfCommand.EnableStats, &kind, sizeof(uint));
        return fd >= 0 ? new ProgramStatistics(KernelHandle.Own(calls, fd)) : throw new BpfException(
            fd.AsErrno(), KernelOperation.ObjectInfo, "run statistics",
            fd.AsErrno() == Errno.EINVAL ? "the kernel is older than 5.8: use sysctl kernel.bpf_stats_enabled=1" : null);
    }

    /// <summary>Shows a program's runs and time in <see cref="BorescopeMeter"/> until this object is disposed.</summary>
    /// <param name="program">The program; when it is closed before, it is not shown any more.</param>
    public void Observe(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        _observed.Add(program);
        BorescopeMeter.Observe(program);
    }

    /// <summary>Turns counting off, unless somebody else wants it too.</summary>
    public void Dispose()
    {
        foreach (var program in _observed)
            BorescopeMeter.Forget(program);
        _observed.Clear();
        _handle.Dispose();
    }
}
