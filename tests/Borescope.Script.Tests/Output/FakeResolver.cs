using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Borescope.Maps;
using Borescope.Script.Output;
using Borescope.Script.Types;

namespace Borescope.Script.Tests.Output;

/// <summary>A machine with a few names, for output tests.</summary>
internal sealed class FakeResolver : IValueResolver
{
    public Dictionary<ulong, ResolvedSymbol> Kernel { get; } = new()
    {
        [0x1000] = new ResolvedSymbol("vfs_read", 0),
        [0x1010] = new ResolvedSymbol("vfs_read", 16),
        [0x2000] = new ResolvedSymbol("ext4_sync", 5, "ext4"),
    };

    public Dictionary<ulong, ResolvedSymbol> User { get; } = new()
    {
        [0x4000] = new ResolvedSymbol("main", 4, "/bin/app"),
        [0x6000] = new ResolvedSymbol("evil\u001b[2J", 1, "/tmp/\nx"),
    };

    public Dictionary<int, ulong[]> Stacks { get; } = new()
    {
        [7] = [0x1010, 0x2000, 0xdead],
        [8] = [0x4000, 0x5000],
        [9] = [0x6000],
    };

    /// <summary>Stacks by build id: status (1 valid, 2 only an address), what all bytes of the id are, offset or address.</summary>
    public Dictionary<int, (int Status, byte Id, ulong Value)[]> BuildIdStacks { get; } = new()
    {
        [7] = [(1, 0x0a, 0x1234), (1, 0xf0, 5), (2, 0, 0x7fff0010)],
    };

    public long UnixNanosecondsNow { get; set; } = 1_700_000_000_123_456_789;

    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Utc;

    public bool TryGetKernelSymbol(ulong address, out ResolvedSymbol symbol) => Kernel.TryGetValue(address, out symbol);

    public bool TryGetUserSymbol(ulong address, uint tgid, out ResolvedSymbol symbol) => User.TryGetValue(address, out symbol);

    public int ReadStack(StackType type, int stackId, Span<ulong> addresses)
    {
        if (!Stacks.TryGetValue(stackId, out ulong[]? frames))
            return -1;
        int count = Math.Min(frames.Length, addresses.Length);
        frames.AsSpan(0, count).CopyTo(addresses);
        return count;
    }

    public int ReadStack(StackType type, int stackId, Span<StackBuildFrame> frames)
    {
        if (!BuildIdStacks.TryGetValue(stackId, out (int Status, byte Id, ulong Value)[]? stack))
            return -1;
        int count = Math.Min(stack.Length, frames.Length);
        for (int i = 0; i < count; i++)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(frames.Slice(i, 1));
            MemoryMarshal.Write(bytes, stack[i].Status);
            bytes.Slice(4, 20).Fill(stack[i].Id);
            MemoryMarshal.Write(bytes[24..], stack[i].Value);
        }

        return count;
    }

    public string? GetName(NumberNameType type, long number) => null;

    public string? GetUserName(ulong uid) => uid == 0 ? "root" : null;

    public string GetProbeName(ulong index) => index == 0 ? "kprobe:vfs_read" : $"probe {index}";

    public long ToUnixNanoseconds(ulong bootNanoseconds) => 1_700_000_000_000_000_000 + (long)bootNanoseconds;
}
