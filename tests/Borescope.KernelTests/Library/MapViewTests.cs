using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Borescope.Compiler;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects;

namespace Borescope.KernelTests.Library;

/// <summary>The typed views of maps.</summary>
[Collection(KernelObjects.Name)]
public sealed class MapViewTests
{
    private static BpfMap Create(BpfMapType type, uint key, uint value, uint entries, MapFlags flags = MapFlags.None, ulong extra = 0)
    {
        TestProgram.RequireTracing();
        return BpfMap.Create(new MapSpec { Name = "view", Type = type, KeySize = key, ValueSize = value, MaxEntries = entries, Flags = flags, Extra = extra });
    }

    [Theory]
    [InlineData(BpfMapType.Hash)]
    [InlineData(BpfMapType.LruHash)]
    [InlineData(BpfMapType.Array)]
    public void Elements_are_written_and_deleted_in_batches_and_walked(BpfMapType type)
    {
        const int Count = 5000;
        using var raw = Create(type, 4, 8, type == BpfMapType.LruHash ? 4u * Count : Count);
        var map = new BpfMap<int, long>(raw);
        int[] keys = [.. Enumerable.Range(0, Count)];
        long[] values = [.. keys.Select(key => key * 11L)];
        map.Set(keys, values);
        var seen = new Dictionary<int, long>();
        foreach (var (key, value) in map)
            seen.Add(key, value);
        Assert.Equal(Count, seen.Count);
        Assert.All(seen, pair => Assert.Equal(pair.Key * 11L, pair.Value));
        Assert.Equal(44, map[4]);
        map[4] = 1;
        Assert.Equal(1, map[4]);
        Assert.Throws<KeyNotFoundException>(() => map[Count + 5]);
        if (type == BpfMapType.Array)
            return;

        // Keys that are not there stand between those that are.
        int[] some = [3, Count + 1, 5, Count + 2, Count + 3, 7];
        Assert.Equal(3, map.Remove(some));
        Assert.Equal(0, map.Remove(some));
        Assert.Equal(Count - 3, map.ToList().Count);
        Assert.True(map.TryTake(9, out var taken));
        Assert.Equal(99, taken);
        Assert.False(map.TryGet(9, out _));
    }

    [Fact]
    public void A_batch_that_does_not_fit_says_how_far_it_came()
    {
        using var raw = Create(BpfMapType.Hash, 4, 4, 10);
        var map = new BpfMap<int, int>(raw);
        int[] keys = [.. Enumerable.Range(0, 20)];
        var error = Assert.Throws<BpfException>(() => map.Set(keys, keys));
        Assert.Equal(Errno.E2BIG, error.Errno);
        Assert.Contains("element 10 of 20", error.Message, StringComparison.Ordinal);
        Assert.Equal(10, map.ToList().Count);
        Assert.Throws<ArgumentException>(() => map.Set(keys, [1, 2]));
    }

    [InlineArray(9)]
    private struct Slots
    {
        public ulong First;
    }

    [Theory]
    [InlineData(BpfMapType.PerCpuHash)]
    [InlineData(BpfMapType.PerCpuArray)]
    public void Values_of_all_cpus_are_read_summed_and_written(BpfMapType type)
    {
        using var raw = Create(type, 4, 4, 300);
        var map = new PerCpuMap<int, int>(raw);
        int[] values = [.. Enumerable.Range(1, map.CpuCount)];
        for (var key = 0; key < 300; key++)
            map.Set(key, [.. values.Select(value => value * (key + 1))]);
        var sum = values.Sum();
        Assert.Equal(sum, map[0].Sum());
        Assert.Equal((1, map.CpuCount), (map[0].Min(), map[0].Max()));
        var walked = 0;
        foreach (var element in map)
        {
            Assert.Equal(sum * (element.Key + 1), element.Values.Sum());
            walked++;
        }

        Assert.Equal(300, walked);
        map.Set(5, 3);
        Assert.Equal(3 * map.CpuCount, map[5].Sum());
        Assert.False(map.TryGet(300, out _));
        Assert.Throws<ArgumentException>(() => map.Set(1, new int[map.CpuCount + 1]));
    }

    [Fact]
    public void Rows_of_numbers_are_summed_position_by_position()
    {
        using var raw = Create(BpfMapType.PerCpuArray, 4, 72, 1);
        var map = new PerCpuMap<int, Slots>(raw);
        var values = new Slots[map.CpuCount];
        for (var cpu = 0; cpu < values.Length; cpu++)
        {
            for (var slot = 0; slot < 9; slot++)
                values[cpu][slot] = (ulong)((100 * slot) + cpu);
        }

        map.Set(0, values);
        var totals = new ulong[9];
        map[0].AddTo<ulong>(totals);
        for (var slot = 0; slot < 9; slot++)
            Assert.Equal((ulong)((100 * slot * values.Length) + Enumerable.Range(0, values.Length).Sum()), totals[slot]);
        Assert.Throws<ArgumentException>(() => map[0].AddTo<ulong>(new ulong[8]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(67)]
    public void Sums_over_any_number_of_cpus_are_right(int cpus)
    {
        var random = new Random(cpus);
        var bytes = new byte[cpus];
        random.NextBytes(bytes);
        var longs = bytes.Select(value => (long)value << 40).ToArray();
        Assert.Equal(longs.Sum(), new PerCpu<long>(longs).Sum());
        Assert.Equal((byte)bytes.Sum(value => value), new PerCpu<byte>(bytes).Sum());
        var doubles = bytes.Select(value => (double)value).ToArray();
        Assert.Equal(doubles.Sum(), new PerCpu<double>(doubles).Sum());
    }

    [Fact]
    public void A_trie_finds_the_longest_prefix()
    {
        using var raw = Create(BpfMapType.LongestPrefixTrie, 8, 4, 16, MapFlags.NoPreallocation);
        var routes = new PrefixTrie<uint, int>(raw);
        static uint Address(byte a, byte b, byte c, byte d) => MemoryMarshal.Read<uint>([a, b, c, d]);
        routes.Set(Address(10, 0, 0, 0), 8, 1);
        routes.Set(Address(10, 1, 0, 0), 16, 2);
        Assert.True(routes.TryGet(Address(10, 1, 2, 3), out var found));
        Assert.Equal(2, found);
        Assert.True(routes.TryGet(Address(10, 2, 2, 3), out found));
        Assert.Equal(1, found);
        Assert.False(routes.TryGet(Address(11, 1, 2, 3), out _));
        var lengths = new List<int>();
        foreach (var (key, _) in routes)
            lengths.Add(key.Length);
        Assert.Equal([8, 16], lengths.Order());
        Assert.True(routes.Remove(Address(10, 1, 0, 0), 16));
        Assert.True(routes.TryGet(Address(10, 1, 2, 3), out found));
        Assert.Equal(1, found);
    }

    [Fact]
    public void Queues_and_stacks_push_pop_and_peek()
    {
        using var queueMap = Create(BpfMapType.Queue, 0, 4, 3);
        using var stackMap = Create(BpfMapType.Stack, 0, 4, 3);
        var queue = new BpfQueue<int>(queueMap);
        var stack = new BpfStack<int>(stackMap);
        Assert.False(queue.TryPop(out _));
        Assert.False(stack.TryPeek(out _));
        for (var value = 1; value <= 3; value++)
        {
            queue.Push(value);
            stack.Push(value);
        }

        Assert.Equal(Errno.E2BIG, Assert.Throws<BpfException>(() => queue.Push(4)).Errno);
        queue.Push(4, dropOldest: true);
        Assert.Equal((2, 3), (Taken(queue.TryPeek(out var first), first), Taken(stack.TryPeek(out var top), top)));
        Assert.Equal((2, 3), (Taken(queue.TryPop(out first), first), Taken(stack.TryPop(out top), top)));
        Assert.Equal((3, 2), (Taken(queue.TryPop(out first), first), Taken(stack.TryPop(out top), top)));
        Assert.Contains("not a stack", Assert.Throws<BpfException>(() => new BpfStack<int>(queueMap)).Message, StringComparison.Ordinal);

        static int Taken(bool found, int value) => found ? value : -1;
    }

    [Fact]
    public void A_bloom_filter_never_denies_what_it_holds()
    {
        Assert.SkipUnless(new RunningKernel().Features.Has(BpfMapType.BloomFilter), "this kernel has no bloom filters (5.16)");
        using var raw = Create(BpfMapType.BloomFilter, 0, 8, 1000, extra: 5);
        var filter = new BloomFilter<ulong>(raw);
        for (ulong value = 0; value < 1000; value++)
            filter.Add(value);
        var wrong = 0;
        for (ulong value = 0; value < 1000; value++)
        {
            Assert.True(filter.MayContain(value));
            wrong += filter.MayContain(value + 1_000_000) ? 1 : 0;
        }

        Assert.InRange(wrong, 0, 200);
    }

    [Theory]
    [InlineData(BpfMapType.ArrayOfMaps)]
    [InlineData(BpfMapType.HashOfMaps)]
    public void A_map_of_maps_holds_maps_of_one_shape(BpfMapType type)
    {
        TestProgram.RequireTracing();
        using var outer = BpfMap.Create(MapKindTests.SpecOf(type));
        using var inner = BpfMap.Create(MapKindTests.SpecOf(BpfMapType.Array));
        using var other = BpfMap.Create(MapKindTests.SpecOf(BpfMapType.Queue));
        var maps = new MapOfMaps<uint>(outer);
        Assert.Null(maps.FindId(3));
        maps.Set(3, inner);
        Assert.Equal(inner.ReadInfo().Id, maps.FindId(3));
        new BpfMap<int, int>(inner)[2] = 22;
        using (var opened = maps.Open(3))
            Assert.Equal(22, new BpfMap<int, int>(opened)[2]);
        Assert.Contains("differs in type", Assert.Throws<BpfException>(() => maps.Set(4, other)).Message, StringComparison.Ordinal);
        Assert.True(maps.Remove(3));
        Assert.Throws<KeyNotFoundException>(() => maps.Open(3));
    }

    [Fact]
    public void A_program_array_holds_programs()
    {
        TestProgram.RequireTracing();
        using var raw = BpfMap.Create(MapKindTests.SpecOf(BpfMapType.ProgramArray));
        var programs = new ProgramArray(raw);
        using var target = new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Counter(BpfProgramType.RawTracepoint));
        using var second = new ObjectLoader(SystemCalls.Instance).Load(TestProgram.Counter(BpfProgramType.Tracepoint));
        var program = target.Programs["counter"];
        programs.Set(2, program);
        Assert.Equal(program.ReadInfo().Id, programs.FindId(2));
        Assert.Null(programs.FindId(1));
        Assert.Contains("another type", Assert.Throws<BpfException>(() => programs.Set(3, second.Programs["counter"])).Message, StringComparison.Ordinal);
        Assert.Contains("16 places", Assert.Throws<BpfException>(() => programs.Set(16, program)).Message, StringComparison.Ordinal);
        Assert.True(programs.Remove(2));
        Assert.Null(programs.FindId(2));
        Assert.False(programs.Remove(2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_of_a_stack_are_read_by_its_number(bool buildIds)
    {
        TestProgram.RequireTracing();
        using var target = new ObjectLoader(SystemCalls.Instance).Load(Stacks(buildIds));
        var stacks = new StackTraceMap(target.Maps["stacks"]);
        var id = (int)target.Programs["taker"].TestRun();
        Assert.True(id >= 0, $"bpf_get_stackid gave {id}");
        int count;
        if (buildIds)
        {
            var frames = new StackBuildFrame[stacks.MaxFrames];
            count = stacks.ReadBuildIds(id, frames);
            Assert.True(frames[0].HasBuildId ? frames[0].BuildId.Length == 40 : frames[0].Address != 0);
            Assert.Throws<BpfException>(() => stacks.Read(id, new ulong[stacks.MaxFrames]));
        }
        else
        {
            var frames = new ulong[stacks.MaxFrames];
            count = stacks.Read(id, frames);
            Assert.DoesNotContain(0ul, frames[..count]);
            Assert.Throws<BpfException>(() => stacks.ReadBuildIds(id, new StackBuildFrame[stacks.MaxFrames]));
        }

        Assert.InRange(count, 1, stacks.MaxFrames);
        Assert.Equal(0, buildIds ? stacks.ReadBuildIds(-14, new StackBuildFrame[stacks.MaxFrames]) : stacks.Read(-14, new ulong[stacks.MaxFrames]));
        Assert.True(stacks.Remove(id));
        Assert.False(stacks.Remove(id));
    }

    /// <summary>r0 = bpf_get_stackid(ctx, stacks, user).</summary>
    private static ObjectSpec Stacks(bool buildIds)
    {
        const int GetStackId = 27;
        const int UserStack = 1 << 8;
        var spec = new ObjectSpec();
        spec.Maps.Add(new MapSpec
        {
            Name = "stacks", Type = BpfMapType.StackTrace, KeySize = 4, ValueSize = buildIds ? 32u * 20 : 8 * 20, MaxEntries = 64,
            Flags = buildIds ? MapFlags.StackBuildId : MapFlags.None,
        });
        spec.Programs.Add(new ProgramSpec
        {
            Name = "taker",
            Type = BpfProgramType.RawTracepoint,
            Instructions =
            [
                new(BpfOpcode.LoadImmediate64, 2, 1, 0, 0), default,
                new(0xb7, 3, 0, 0, UserStack), new(BpfOpcode.HelperCall, 0, 0, 0, GetStackId), new(BpfOpcode.ExitProgram, 0, 0, 0, 0),
            ],
            Relocations = [new BpfRelocation(0, BpfRelocationKind.Map, "stacks", 0)],
        });
        return spec;
    }

    [Fact]
    public void Values_belong_to_tasks()
    {
        Assert.SkipUnless(new RunningKernel().Features.Has(BpfMapType.TaskStorage), "this kernel has no task storage (5.11)");
        TestProgram.RequireTracing();
        using var raw = BpfMap.Create(MapKindTests.SpecOf(BpfMapType.TaskStorage) with { ValueSize = 8 });
        var storage = new TaskStorage<long>(raw);
        Assert.False(storage.TryGet(Environment.ProcessId, out _));
        storage.Set(Environment.ProcessId, 123);
        Assert.True(storage.TryGet(Environment.ProcessId, out var value));
        Assert.Equal(123, value);
        Assert.True(storage.Remove(Environment.ProcessId));
        Assert.False(storage.Remove(Environment.ProcessId));
        Assert.Contains("process 2147483646", Assert.Throws<BpfException>(() => storage.TryGet(2147483646, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_belong_to_control_groups()
    {
        Assert.SkipUnless(new RunningKernel().Features.Has(BpfMapType.CgroupStorage), "this kernel has no storage of control groups (6.2)");
        TestProgram.RequireTracing();
        using var groups = new CgroupFolder();
        var root = groups.Root;
        using var raw = BpfMap.Create(MapKindTests.SpecOf(BpfMapType.CgroupStorage) with { ValueSize = 8 });
        var storage = new CgroupStorage<long>(raw);
        Assert.False(storage.TryGet(root, out _));
        storage.Set(root, 5);
        Assert.True(storage.TryGet(root, out var value));
        Assert.Equal(5, value);
        Assert.True(storage.Remove(root));
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => storage.Set($"{root}/no_such_group", 1)).Errno);
    }

    [Fact]
    public void What_an_array_refuses_is_told_by_its_nature()
    {
        TestProgram.RequireTracing();
        using var map = Create(BpfMapType.Array, 4, 8, 4);
        var array = new BpfMap<int, long>(map);
        Assert.Contains("an array has no element of this number", Assert.Throws<BpfException>(() => array.Set(4, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("elements of an array cannot be deleted", Assert.Throws<BpfException>(() => array.Remove(0)).Message, StringComparison.Ordinal);
        map.Dispose();
        Assert.Contains("disposed of already", Assert.Throws<ObjectDisposedException>(() => array.TryGet(0, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_arena_is_memory_that_appears_when_touched()
    {
        Assert.SkipUnless(new RunningKernel().Features.Has(BpfMapType.Arena), "this kernel has no arenas (6.9)");
        TestProgram.RequireTracing();
        using var map = BpfArena.Create("arena", 100);
        nint address;
        using (var arena = new BpfArena(map))
        {
            address = arena.Address;
            Assert.Equal(100 * Environment.SystemPageSize, arena.Memory.Length);
            arena.Memory[0] = 1;
            arena.Memory[^1] = 2;
            Assert.NotEqual(0, arena.Address);
            Assert.Equal(3, arena.Memory[0] + arena.Memory[^1]);
        }

        // Programs may hold pointers into it: it stays where it is.
        using (var again = new BpfArena(map))
            Assert.Equal((address, 1), (again.Address, again.Memory[0]));
        using var placed = BpfMap.Create(new MapSpec { Name = "placed", Type = BpfMapType.Arena, MaxEntries = 4, Flags = MapFlags.Mappable, Extra = 1ul << 44 });
        using (var there = new BpfArena(placed))
            Assert.Equal(1L << 44, there.Address);
        using var wrong = Create(BpfMapType.Hash, 4, 4, 4);
        Assert.Throws<BpfException>(() => new BpfArena(wrong));
    }
}
