namespace Borescope.Compiler.Calls;

/// <summary>
/// Helpers that change nothing and answer the same all through one run of a program, which neither its task nor (migration is off) its CPU can leave.
/// A second call is the first one's answer, and an answer nobody reads need not be asked for.
/// </summary>
internal static class RepeatableHelpers
{
    public static bool Contains(BpfHelper helper) => helper is BpfHelper.GetCurrentPidTgid or BpfHelper.GetCurrentUidGid or BpfHelper.GetCurrentTask
        or BpfHelper.GetCurrentTaskBtf or BpfHelper.GetCurrentCgroupId or BpfHelper.GetCurrentAncestorCgroupId or BpfHelper.GetSmpProcessorId
        or BpfHelper.GetNumaNodeId or BpfHelper.GetFuncIp or BpfHelper.GetAttachCookie or BpfHelper.GetFuncArgCnt;
}
