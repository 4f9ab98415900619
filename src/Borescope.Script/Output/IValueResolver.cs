using System;
using Borescope.Maps;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>What the output needs to know about the machine. Answers should be cached: stacks ask for the same addresses again and again.</summary>
public interface IValueResolver
{
    /// <summary>Finds the kernel function around an address.</summary>
    bool TryGetKernelSymbol(ulong address, out ResolvedSymbol symbol);

    /// <summary>Finds the function around an address of a process.</summary>
    /// <param name="address">User address.</param>
    /// <param name="tgid">Process id.</param>
    /// <param name="symbol">The function; when only the mapped file is known, its <see cref="ResolvedSymbol.Module"/> with false as the result.</param>
    bool TryGetUserSymbol(ulong address, uint tgid, out ResolvedSymbol symbol);

    /// <summary>Reads a stack from the stack-trace map of a stack type.</summary>
    /// <param name="type">Chooses the map.</param>
    /// <param name="stackId">What bpf_get_stackid returned, not negative.</param>
    /// <param name="addresses">Receives the frames, innermost first.</param>
    /// <returns>Number of frames; negative when the stack is not in the map any more.</returns>
    int ReadStack(StackType type, int stackId, Span<ulong> addresses);

    /// <summary>Reads a stack of mode <see cref="StackMode.BuildId"/> from its stack-trace map.</summary>
    /// <param name="type">Chooses the map.</param>
    /// <param name="stackId">What bpf_get_stackid returned, not negative.</param>
    /// <param name="frames">Receives the frames, innermost first.</param>
    /// <returns>Number of frames; negative when the stack is not in the map any more.</returns>
    int ReadStack(StackType type, int stackId, Span<StackBuildFrame> frames);

    /// <summary>Name of a task or cgroup, null when there is none (any more).</summary>
    string? GetName(NumberNameType type, long number);

    /// <summary>Name of a user, null when the user has none.</summary>
    string? GetUserName(ulong uid);

    /// <summary>Text of an attach point by its index.</summary>
    string GetProbeName(ulong index);

    /// <summary>Nanoseconds since 1970 (UTC) of a time of the boot clock.</summary>
    /// <param name="bootNanoseconds">CLOCK_BOOTTIME.</param>
    long ToUnixNanoseconds(ulong bootNanoseconds);

    /// <summary>Nanoseconds since 1970 (UTC) now.</summary>
    long UnixNanosecondsNow { get; }

    /// <summary>Time zone of the user; asked for only when a time is printed.</summary>
    TimeZoneInfo TimeZone { get; }
}
