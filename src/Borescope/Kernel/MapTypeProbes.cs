namespace Borescope.Kernel;

/// <summary>Finds out which types of maps a kernel has, by creating one of each.</summary>
internal static unsafe class MapTypeProbes
{
    private const uint PageBytes = 4096;
    private const uint NoPreallocation = 1;
    private const uint Mappable = 1 << 10;

    internal static FeatureResult Run(ISystemCalls calls, BpfMapType type) => type switch
    {
        BpfMapType.RingBuffer or BpfMapType.UserRingBuffer => FeatureProbes.CreateMap(calls, type, 0, 0, PageBytes, 0, $"a {type} map"),
        BpfMapType.StackTrace => FeatureProbes.CreateMap(calls, type, 4, 8, 1, 0, "a stack map"),
        BpfMapType.LongestPrefixTrie => FeatureProbes.CreateMap(calls, type, 8, 8, 1, NoPreallocation, "a prefix trie"),
        BpfMapType.Queue or BpfMapType.Stack or BpfMapType.BloomFilter => FeatureProbes.CreateMap(calls, type, 0, 8, 1, 0, $"a {type} map"),
        BpfMapType.ProgramArray or BpfMapType.PerfEventArray or BpfMapType.CgroupArray or BpfMapType.CpuMap or BpfMapType.DeviceMap or BpfMapType.DeviceHash
            or BpfMapType.XdpSocketMap => FeatureProbes.CreateMap(calls, type, 4, 4, 1, 0, $"a {type} map"),
        BpfMapType.CgroupStorageOld or BpfMapType.PerCpuCgroupStorage => FeatureProbes.CreateMap(calls, type, 8, 8, 0, 0, $"a {type} map"),
        BpfMapType.Arena => FeatureProbes.CreateMap(calls, type, 0, 0, 1, Mappable, "an arena"),
        BpfMapType.ArrayOfMaps or BpfMapType.HashOfMaps => MapOfMaps(calls, type),
        BpfMapType.SocketStorage or BpfMapType.InodeStorage or BpfMapType.TaskStorage or BpfMapType.CgroupStorage => Storage(calls, type),
        BpfMapType.StructOps => StructOps(calls),
        _ => FeatureProbes.CreateMap(calls, type, 4, 8, 1, 0, $"a {type} map"),
    };

    private static FeatureResult MapOfMaps(ISystemCalls calls, BpfMapType type)
    {
        var template = new MapCreateAttributes { Type = (uint)BpfMapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        var inner = Create(calls, ref template);
        if (inner < 0)
            return new FeatureResult(false, "no arrays to put in", inner.AsErrno());
        var attributes = new MapCreateAttributes { Type = (uint)type, KeySize = 4, ValueSize = 4, MaxEntries = 1, InnerMap = inner };
        var result = Result(calls, Create(calls, ref attributes), type);
        calls.Close(inner);
        return result;
    }

    private static FeatureResult Storage(ISystemCalls calls, BpfMapType type)
    {
        var types = StorageMapTypes.Build(8, out var key, out var value);
        int btf;
        fixed (byte* pointer = types)
        {
            const uint Bytes = 28;
            var load = new BtfLoadAttributes { Content = (ulong)pointer, Size = (uint)types.Length };
            btf = calls.Bpf(BpfCommand.BtfLoad, &load, Bytes);
        }

        if (btf < 0)
            return new FeatureResult(false, "such maps need types, which the kernel refused", btf.AsErrno());
        var attributes = new MapCreateAttributes
        {
            Type = (uint)type, KeySize = 4, ValueSize = 8, Flags = NoPreallocation, Btf = btf, KeyType = key, ValueType = value,
        };
        var result = Result(calls, Create(calls, ref attributes), type);
        calls.Close(btf);
        return result;
    }

    // Type 1 of the kernel is no table of operations, which a kernel that knows such tables says in its own way.
    private static FeatureResult StructOps(ISystemCalls calls)
    {
        var attributes = new MapCreateAttributes { Type = (uint)BpfMapType.StructOps, KeySize = 4, ValueSize = 8, MaxEntries = 1, KernelValueType = 1 };
        var fd = Create(calls, ref attributes);
        return fd.AsErrno() == Errno.ENOTSUPP
            ? new FeatureResult(true, "the kernel looked for the table of operations", Errno.ENOTSUPP) : Result(calls, fd, BpfMapType.StructOps);
    }

    private static int Create(ISystemCalls calls, ref MapCreateAttributes attributes)
    {
        fixed (MapCreateAttributes* pointer = &attributes)
            return calls.Bpf(BpfCommand.MapCreate, pointer, (uint)sizeof(MapCreateAttributes));
    }

    private static FeatureResult Result(ISystemCalls calls, int fd, BpfMapType type)
    {
        if (fd < 0)
            return new FeatureResult(false, $"the kernel refused a {type} map: {ErrnoText.Of(fd.AsErrno())}", fd.AsErrno());
        calls.Close(fd);
        return new FeatureResult(true, $"the kernel made a {type} map");
    }
}
