using System;

namespace Borescope.Kernel;

/// <summary>What an errno means for one operation: the likely cause and the next step. One row per known meaning.</summary>
internal static class ErrnoHints
{
    // Root need not be told to become root: what remains then is someone who keeps it from what root may do.
    private static readonly string Privileges = Environment.IsPrivilegedProcess
        ? "this process is root, so it is something else that forbids it: a container that withholds CAP_BPF, CAP_PERFMON or CAP_SYS_ADMIN, or filters system calls (seccomp), "
            + "a user namespace, lockdown (cat /sys/kernel/security/lockdown), or a security module"
        : "BPF needs root, or CAP_BPF with CAP_PERFMON (and CAP_SYSLOG for kernel addresses); run with sudo";

    private static readonly string PerfPrivileges = Environment.IsPrivilegedProcess
        ? "this process is root, so it is something else that forbids perf events: a container that withholds CAP_PERFMON or filters perf_event_open (seccomp; Docker does), "
            + "kernel.perf_event_paranoid above 2 where CAP_SYS_ADMIN is withheld, "
            + "a user namespace, lockdown (cat /sys/kernel/security/lockdown), or a security module"
        : "perf events need root or CAP_PERFMON; some distributions also need kernel.perf_event_paranoid at 2 or below (Debian ships 3)";

    private static readonly string FilePrivileges = Environment.IsPrivilegedProcess
        ? "this process is root, so the file's system is mounted without access for it (containers hide tracefs and parts of procfs), or lockdown or a security module forbids it"
        : "tracefs and kernel symbols are readable by root only; run with sudo";

    private static ReadOnlySpan<Row> Rows => Table;

    private static readonly Row[] Table =
    [
        new(Errno.EPERM, KernelOperation.MapDelete, "elements of an array cannot be deleted, and a frozen map cannot be written"),
        new(Errno.EINVAL, KernelOperation.MapDelete, "elements of an array cannot be deleted: set them to zero"),
        new(Errno.EPERM, KernelOperation.MapUpdate, "the map is frozen or read-only for user space"),
        new(Errno.EPERM, KernelOperation.ProgramLoad, Privileges + "; kernels before 5.11 answer this too when RLIMIT_MEMLOCK is too low (ulimit -l unlimited)"),
        new(Errno.EPERM, KernelOperation.MapCreate, Privileges + "; kernels before 5.11 answer this too when RLIMIT_MEMLOCK is too low (ulimit -l unlimited)"),
        new(Errno.EPERM, KernelOperation.TracingLinkCreate, "this kernel refuses fentry/fexit/tp_btf programs; use a kprobe or a tracepoint instead"),
        new(Errno.EPERM, KernelOperation.KprobeOpen, PerfPrivileges),
        new(Errno.EPERM, KernelOperation.UprobeOpen, PerfPrivileges),
        new(Errno.EPERM, KernelOperation.TracepointOpen, PerfPrivileges),
        new(Errno.EPERM, KernelOperation.PerfEventOpen, PerfPrivileges),
        new(Errno.EACCES, KernelOperation.KprobeOpen, PerfPrivileges),
        new(Errno.EACCES, KernelOperation.UprobeOpen, PerfPrivileges),
        new(Errno.EACCES, KernelOperation.TracepointOpen, PerfPrivileges),
        new(Errno.EACCES, KernelOperation.PerfEventOpen, PerfPrivileges),
        new(Errno.EACCES, KernelOperation.ProgramLoad, "the verifier rejected the program"),
        new(Errno.EACCES, KernelOperation.FileRead, FilePrivileges),
        new(Errno.EPERM, KernelOperation.FileRead, FilePrivileges),
        new(Errno.EPERM, null, Privileges),
        new(Errno.EACCES, null, Privileges),
        new(Errno.ENOENT, KernelOperation.KprobeOpen, "the kernel has no such function, or it cannot be probed"),
        new(Errno.ENOENT, KernelOperation.TracefsDefine, "the kernel has no such function or file"),
        new(Errno.ENOENT, KernelOperation.RawTracepointOpen, "the kernel has no tracepoint of that name"),
        new(Errno.ENOENT, KernelOperation.UprobeOpen, "the file does not exist"),
        new(Errno.ENOENT, KernelOperation.MapLookup, "no element with this key"),
        new(Errno.ENOENT, KernelOperation.MapDelete, "no element with this key"),
        new(Errno.ENOENT, KernelOperation.ObjectPin, "the folder does not exist, or no BPF file system is mounted there: mount -t bpf bpf /sys/fs/bpf"),
        new(Errno.EPERM, KernelOperation.ObjectPin, "the path is not in a BPF file system: mount -t bpf bpf /sys/fs/bpf"),
        new(Errno.EEXIST, KernelOperation.ObjectPin, "something is pinned there already; remove it, or choose another name"),
        new(Errno.EINVAL, KernelOperation.ObjectPin, "the path is not in a BPF file system, or the name has a dot, which such file systems refuse"),
        new(Errno.EADDRNOTAVAIL, null, "the name occurs several times in the kernel; give the address of the one meant, or probe all of them by address"),
        new(Errno.EILSEQ, null, "the offset is not at the start of an instruction"),
        new(Errno.ERANGE, KernelOperation.KprobeOpen, "the offset lies outside the function"),
        new(Errno.ERANGE, KernelOperation.TracefsDefine, "the offset lies outside the function"),
        new(Errno.EINVAL, KernelOperation.KprobeOpen, "the function may be on the kprobe blacklist or marked notrace"),
        new(Errno.EINVAL, KernelOperation.TracefsDefine, "the function may be on the kprobe blacklist or marked notrace, or the definition is malformed"),
        new(Errno.EINVAL, KernelOperation.UprobeOpen, "the offset may lie beyond the end of the file"),
        new(Errno.EINVAL, KernelOperation.MapCreate, "this kernel does not know the map type or one of its flags, or a size is not allowed for the type (tries of prefixes want the flag NoPreallocation)"),
        new(Errno.EINVAL, KernelOperation.ProgramTestRun, "network programs want a packet of at least 14 bytes, other types none, and some a context of their size"),
        new(Errno.EINVAL, KernelOperation.MultiLinkCreate, "this kernel has no multi attach of this kind, or the program was loaded for another one"),
        new(Errno.EINVAL, KernelOperation.LinkCreate, "this kernel has no BPF link of this kind, or the program was loaded for another one"),
        new(Errno.EINVAL, KernelOperation.ProgramLoad, "the verifier rejected the program, or this kernel does not know its type or one of its attributes"),
        new(Errno.ESRCH, KernelOperation.MultiLinkCreate, "one of the functions is not known to the kernel or cannot be traced"),
        new(Errno.ESRCH, null, "the process does not exist"),
        new(Errno.EBUSY, KernelOperation.TracefsRemove, "the event is still in use by someone"),
        new(Errno.EBUSY, null, "a live patch owns the function, or someone else uses it"),
        new(Errno.EEXIST, KernelOperation.TracefsDefine, "an identical event exists already"),
        new(Errno.EEXIST, KernelOperation.MapUpdate, "the key exists already"),
        new(Errno.E2BIG, KernelOperation.MapUpdate, "the map is full; an array has no element of this number"),
        new(Errno.E2BIG, KernelOperation.ProgramLoad, "the program is too large for the verifier, or uses an attribute that this kernel does not know"),
        new(Errno.E2BIG, null, "this kernel does not know one of the attributes, or there are too many targets"),
        new(Errno.ENODEV, KernelOperation.PerfEventOpen, "the CPU is offline"),
        new(Errno.ENODEV, null, "the CPU is offline, or the kernel's event numbers are exhausted (stale tracefs events use them up)"),
        new(Errno.EOPNOTSUPP, KernelOperation.UprobeOpen, "the kernel cannot probe the instruction at this place"),
        new(Errno.EOPNOTSUPP, KernelOperation.PerfEventOpen, "this machine has no such counter (virtual machines often hide hardware counters)"),
        new(Errno.ENOENT, KernelOperation.PerfEventOpen, "this machine has no such counter (virtual machines often hide hardware counters)"),
        new(Errno.EOPNOTSUPP, KernelOperation.MultiLinkCreate, "the kernel was built without CONFIG_FPROBE"),
        new(Errno.EOPNOTSUPP, null, "the feature is not compiled into this kernel"),
        new(Errno.ENOTSUPP, KernelOperation.ProgramTestRun, "the kernel runs programs of this type only where they are attached"),
        new(Errno.EOPNOTSUPP, KernelOperation.ProgramTestRun, "the kernel runs programs of this type only where they are attached"),
        new(Errno.EBADF, null, "it was closed or disposed of already"),
        new(Errno.ENOTSUPP, null, "the feature is not compiled into this kernel, or it cannot patch the function's entry"),
        new(Errno.ENOMEM, KernelOperation.MapCreate, "not enough memory for the map; lower its number of entries"),
        new(Errno.ENOSPC, KernelOperation.MapUpdate, "the map is full"),
        new(Errno.EMFILE, null, "too many open files; raise the limit with ulimit -n"),
        new(Errno.EPROTO, null, "the event's call chain settings conflict with the stack functions of the program"),
        new(Errno.ENOSYS, null, "the kernel was built without this system call, or a sandbox blocks it"),
    ];

    /// <summary>The hint for an errno and an operation; rows for the operation go before general ones.</summary>
    internal static string? Find(Errno errno, KernelOperation operation)
    {
        string? general = null;
        foreach (ref readonly var row in Rows)
        {
            if (row.Errno != errno)
                continue;
            if (row.Operation == operation)
                return row.Hint;
            if (row.Operation is null)
                general ??= row.Hint;
        }

        return general;
    }

    private readonly record struct Row(Errno Errno, KernelOperation? Operation, string Hint);
}
