using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

[Collection(KernelObjects.Name)]
public sealed class MapTests
{
    private static BpfMap Create(LoadedObject target, BpfMapType type, uint key, uint value, uint entries, MapFlags flags = MapFlags.None) =>
        target.Create(new MapSpec { Name = $"{type}", Type = type, KeySize = key, ValueSize = value, MaxEntries = entries, Flags = flags });

    private static LoadedObject Empty()
    {
        TestProgram.RequireTracing();
        return new ObjectLoader(SystemCalls.Instance).Load(new ObjectSpec());
    }

    [Fact]
    public void A_hash_of_a_hundred_thousand_keys_is_read_whole()
    {
        using var target = Empty();
        var map = Create(target, BpfMapType.Hash, 8, 8, 120_000, MapFlags.NoPreallocation);
        var typed = new BpfMap<ulong, ulong>(map);
        for (ulong key = 0; key < 100_000; key++)
            typed.Set(key, key * 3);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var snapshot = map.Read();
        TestContext.Current.TestOutputHelper?.WriteLine($"{snapshot.Count} elements in {watch.Elapsed.TotalMilliseconds} ms");
        Assert.Equal(100_000, snapshot.Count);
        var seen = new HashSet<ulong>();
        for (var index = 0; index < snapshot.Count; index++)
        {
            var key = MemoryMarshal.Read<ulong>(snapshot.Key(index));
            Assert.Equal(key * 3, MemoryMarshal.Read<ulong>(snapshot.Value(index)));
            Assert.True(seen.Add(key));
        }
    }

    [Theory]
    [InlineData(BpfMapType.Hash)]
    [InlineData(BpfMapType.LruHash)]
    public void Draining_a_hash_leaves_it_empty(BpfMapType type)
    {
        using var target = Empty();
        var map = Create(target, type, 4, 8, 10_000);
        var typed = new BpfMap<int, long>(map);
        for (var key = 0; key < 3000; key++)
            typed.Set(key, -key);
        using (var snapshot = map.Drain())
            Assert.Equal(3000, snapshot.Count);
        using var after = map.Read();
        Assert.Equal(0, after.Count);
        Assert.False(typed.Remove(5));
        Assert.False(typed.TryGet(5, out _));
    }

    [Theory]
    [InlineData(BpfMapType.PerCpuHash)]
    [InlineData(BpfMapType.LruPerCpuHash)]
    [InlineData(BpfMapType.PerCpuArray)]
    public void Per_cpu_values_come_one_for_each_possible_cpu(BpfMapType type)
    {
        using var target = Empty();
        // An LRU list is split over the CPUs, so it forgets before it is full.
        var map = Create(target, type, 4, 4, type == BpfMapType.LruPerCpuHash ? 20_000u : 2000);
        Assert.Equal(CpuList.Possible(SystemCalls.Instance).Count, map.CpuCount);
        Assert.Equal(8, map.CpuStride);
        var typed = new BpfMap<int, int>(map);
        for (var key = 0; key < 2000; key++)
            typed.Set(key, key + 7);
        Span<int> values = new int[map.CpuCount];
        Assert.True(typed.TryGetPerCpu(1999, values));
        Assert.Equal(2006, values[^1]);
        using var snapshot = map.Read();
        Assert.Equal(2000, snapshot.Count);
        var first = MemoryMarshal.Read<int>(snapshot.Key(17));
        Assert.Equal(first + 7, MemoryMarshal.Read<int>(snapshot.Value(17)[((map.CpuCount - 1) * map.CpuStride)..]));
        map.Clear();
        using var after = map.Read();
        Assert.Equal(type == BpfMapType.PerCpuArray ? 2000 : 0, after.Count);
        Assert.False(after.Values.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void A_map_without_batch_operations_is_walked_key_by_key()
    {
        using var target = Empty();
        var map = Create(target, BpfMapType.LongestPrefixTrie, 8, 4, 100, MapFlags.NoPreallocation);
        for (var index = 0; index < 20; index++)
            map.Update([32, 0, 0, 0, 10, 0, 0, (byte)index], BitConverter.GetBytes(index));
        using var snapshot = map.Drain();
        Assert.Equal(20, snapshot.Count);
        using var after = map.Read();
        Assert.Equal(0, after.Count);
    }

    [Theory]
    [InlineData(BpfMapType.Queue, 1)]
    [InlineData(BpfMapType.Stack, 3)]
    public void Queues_and_stacks_are_taken_in_their_order(BpfMapType type, byte first)
    {
        using var target = Empty();
        var map = Create(target, type, 0, 4, 8);
        for (byte value = 1; value <= 3; value++)
            map.Update(default, [value, 0, 0, 0]);
        using var snapshot = map.Drain();
        Assert.Equal(3, snapshot.Count);
        Assert.Equal(first, snapshot.Value(0)[0]);
    }

    [Fact]
    public void A_mapped_array_shows_updates_at_once()
    {
        using var target = Empty();
        var map = Create(target, BpfMapType.Array, 4, 12, 10, MapFlags.Mappable);
        using var memory = map.MapMemory(writable: false);
        map.Update([3, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        Assert.Equal(12, memory.Span[(3 * 16) + 11]);
    }

    [Fact]
    public void A_full_map_and_a_frozen_map_say_so()
    {
        using var target = Empty();
        var map = new BpfMap<int, int>(Create(target, BpfMapType.Hash, 4, 4, 2));
        map.Set(1, 1);
        map.Set(2, 1);
        var error = Assert.Throws<BpfException>(() => map.Set(3, 1));
        Assert.Equal(Errno.E2BIG, error.Errno);
        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        map.Raw.Freeze();
        Assert.Equal(Errno.EPERM, Assert.Throws<BpfException>(() => map.Set(1, 2)).Errno);
        var array = Create(target, BpfMapType.Array, 4, 4, 2);
        Assert.Throws<BpfException>(() => array.Delete([0, 0, 0, 0]));
        Assert.Equal(Errno.EINVAL, Assert.Throws<BpfException>(() => Create(target, BpfMapType.RingBuffer, 0, 0, 0)).Errno);
    }
}
