using Borescope.Kernel;

namespace Borescope.Objects.Loading;

/// <summary>Before 5.11 maps and programs count against the limit of locked memory, which is raised once, when the kernel complains.</summary>
internal sealed class MemoryLock(ISystemCalls calls)
{
    private bool _raised;

    /// <summary>Raises the limit; false when that was done already or is not allowed.</summary>
    internal bool TryRaise()
    {
        if (_raised)
            return false;
        _raised = true;
        return calls.RaiseMemoryLockLimit().AsErrno() == Errno.None;
    }
}
