using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Maps;

/// <summary>A map of stacks, filled by <c>bpf_get_stackid</c> (4.6).</summary>
public readonly struct StackTraceMap
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no stack map.</exception>
    public StackTraceMap(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a stack map", BpfMapType.StackTrace);
        Raw = raw;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw { get; }

    /// <summary>Whether frames are told by file and offset (<see cref="MapFlags.StackBuildId"/>) rather than by address.</summary>
    public bool HasBuildIds => Raw.Spec.Flags.HasFlag(MapFlags.StackBuildId);

    /// <summary>Most frames that a stack has.</summary>
    public int MaxFrames => Raw.ValueBytes / (HasBuildIds ? Unsafe.SizeOf<StackBuildFrame>() : sizeof(ulong));

    /// <summary>Reads the addresses of a stack, innermost frame first.</summary>
    /// <param name="id">What <c>bpf_get_stackid</c> returned; negative numbers are its errors and have no frames.</param>
    /// <param name="frames">At least <see cref="MaxFrames"/>.</param>
    /// <returns>Number of frames, 0 when there is no such stack (any more).</returns>
    /// <exception cref="BpfException">The map holds build ids, or the kernel refused.</exception>
    public int Read(int id, Span<ulong> frames)
    {
        if (HasBuildIds)
            throw new BpfException($"map {Raw.Name} holds build ids, not addresses", KernelOperation.MapLookup, Raw.Name, "read it with ReadBuildIds");
        if (!TryRead(id, MemoryMarshal.AsBytes(frames)))
            return 0;
        var end = frames[..MaxFrames].IndexOf(0ul);
        return end < 0 ? MaxFrames : end;
    }

    /// <summary>Reads the frames of a stack by file, innermost frame first.</summary>
    /// <param name="id">What <c>bpf_get_stackid</c> returned; negative numbers are its errors and have no frames.</param>
    /// <param name="frames">At least <see cref="MaxFrames"/>.</param>
    /// <returns>Number of frames, 0 when there is no such stack (any more).</returns>
    /// <exception cref="BpfException">The map holds addresses, or the kernel refused.</exception>
    public int ReadBuildIds(int id, Span<StackBuildFrame> frames)
    {
        if (!HasBuildIds)
            throw new BpfException($"map {Raw.Name} holds addresses, not build ids", KernelOperation.MapLookup, Raw.Name, "create it with MapFlags.StackBuildId");
        if (!TryRead(id, MemoryMarshal.AsBytes(frames)))
            return 0;
        var count = 0;
        while (count < MaxFrames && frames[count].IsPresent)
            count++;
        return count;
    }

    /// <summary>Forgets a stack; its number may be used again.</summary>
    /// <returns>False when there is no such stack.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(int id) => Raw.Delete(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in id)));

    private bool TryRead(int id, Span<byte> frames) => id >= 0 && Raw.TryLookup(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in id)), frames);
}
