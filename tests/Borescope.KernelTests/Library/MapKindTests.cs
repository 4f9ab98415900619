using System;
using System.Linq;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Objects;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.KernelTests.Library;

/// <summary>Maps of every type that the kernel offers.</summary>
[Collection(KernelObjects.Name)]
public sealed class MapKindTests
{
    private static readonly RunningKernel Kernel = new();

    public static TheoryData<BpfMapType> Types => [.. Enum.GetValues<BpfMapType>().Where(type => type != BpfMapType.Unspecified)];

    /// <summary>Key and value sizes, entries and flags that the kernel takes for a type.</summary>
    internal static MapSpec SpecOf(BpfMapType type)
    {
        var spec = new MapSpec { Name = $"kind_{(int)type}", Type = type, KeySize = 4, ValueSize = 4, MaxEntries = 16 };
        return type switch
        {
            BpfMapType.StackTrace => spec with { ValueSize = 8 * 16 },
            BpfMapType.LongestPrefixTrie => spec with { KeySize = 8, Flags = MapFlags.NoPreallocation },
            BpfMapType.ArrayOfMaps or BpfMapType.HashOfMaps => spec with { Inner = SpecOf(BpfMapType.Array) },
            BpfMapType.CgroupStorageOld or BpfMapType.PerCpuCgroupStorage => spec with { KeySize = 8, MaxEntries = 0 },
            BpfMapType.Queue or BpfMapType.Stack or BpfMapType.BloomFilter => spec with { KeySize = 0 },
            BpfMapType.SocketStorage or BpfMapType.InodeStorage or BpfMapType.TaskStorage or BpfMapType.CgroupStorage => spec with { MaxEntries = 0 },
            BpfMapType.RingBuffer or BpfMapType.UserRingBuffer => spec with { KeySize = 0, ValueSize = 0, MaxEntries = 4096 },
            BpfMapType.Arena => spec with { KeySize = 0, ValueSize = 0, Flags = MapFlags.Mappable },
            BpfMapType.StructOps => Operations(spec),
            _ => spec,
        };
    }

    // Any table of operations that the kernel has: congestion control of TCP is in nearly all.
    private static MapSpec Operations(MapSpec spec)
    {
        Assert.SkipUnless(
            Kernel.Btf is { } btf && btf.TryFind("bpf_struct_ops_tcp_congestion_ops", BtfKind.Struct, out _), "the kernel has no table of operations to create");
        Assert.True(Kernel.Btf!.TryFind("bpf_struct_ops_tcp_congestion_ops", BtfKind.Struct, out var value));
        return spec with { MaxEntries = 1, ValueSize = value.RecordedSize, KernelValueTypeId = value.Id };
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_map_of_every_type_is_created_described_and_opened_again(BpfMapType type)
    {
        TestProgram.RequireTracing();
        var spec = SpecOf(type);
        BpfMap map;
        try
        {
            map = BpfMap.Create(spec);
        }
        catch (BpfException error) when (error.Errno is Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOTSUPP)
        {
            // Parts of the kernel can be left out when it is built; the common types never are.
            Assert.True(type is BpfMapType.XdpSocketMap or BpfMapType.SocketMap or BpfMapType.SocketHash or BpfMapType.InodeStorage or BpfMapType.StructOps
                || !Kernel.Features.Has(type), $"{type}: {error.Message}");
            Assert.Contains(spec.Name, error.Message, StringComparison.Ordinal);
            return;
        }

        using (map)
        {
            var info = map.ReadInfo();
            Assert.Equal((type, spec.Name, spec.KeySize, spec.ValueSize), (info.Type, info.Name, info.KeySize, info.ValueSize));
            using var again = BpfMap.OpenById(info.Id);
            Assert.Equal(info.Id, again.ReadInfo().Id);
            Assert.Equal(info.MaxEntries, again.Spec.MaxEntries);
            using var copy = again.Clone();
            Assert.NotEqual(again.Descriptor, copy.Descriptor);
            Assert.Equal(info.Id, copy.ReadInfo().Id);
        }
    }

    [Fact]
    public void A_pinned_map_is_opened_by_its_path_after_its_descriptor_is_closed()
    {
        TestProgram.RequireTracing();
        using var folder = new Objects.PinFolder();
        var path = $"{folder.Root}/shared";
        using (var map = BpfMap.Create(SpecOf(BpfMapType.Hash)))
        {
            new BpfMap<int, int>(map)[7] = 70;
            map.Pin(path);
        }

        using var opened = BpfMap.OpenPinned(path);
        System.IO.File.Delete(path);
        Assert.Equal(70, new BpfMap<int, int>(opened)[7]);
        var error = Assert.Throws<BpfException>(() => BpfMap.OpenPinned(path + "_not"));
        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Throws<BpfException>(() => BpfMap.OpenById(uint.MaxValue - 1));
    }
}
