using System;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>What the kernel tells about a map.</summary>
/// <param name="Id">Number, as <c>bpftool map</c> shows it.</param>
/// <param name="Name">At most 15 characters of its name.</param>
/// <param name="Type">Type.</param>
/// <param name="KeySize">Bytes of a key.</param>
/// <param name="ValueSize">Bytes of a value.</param>
/// <param name="MaxEntries">Most elements.</param>
/// <param name="Flags">BPF_F_* flags.</param>
public readonly record struct MapInfo(uint Id, string Name, BpfMapType Type, uint KeySize, uint ValueSize, uint MaxEntries, uint Flags)
{
    /// <summary>Number of the types that describe key and value, 0 for none.</summary>
    public uint TypesId { get; init; }

    /// <summary>Type of the key there, 0 for none.</summary>
    public uint KeyTypeId { get; init; }

    /// <summary>Type of the value there, 0 for none.</summary>
    public uint ValueTypeId { get; init; }

    /// <summary>What the type wanted to know beyond that: hash functions of a bloom filter, address of an arena (5.16).</summary>
    public ulong Extra { get; init; }

    /// <summary>Asks for a map by its number; null when it does not exist any more.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static MapInfo? Find(ISystemCalls calls, uint id)
    {
        ArgumentNullException.ThrowIfNull(calls);
        using var handle = KernelObject.TryOpen(calls, BpfCommand.MapFdById, id, "map");
        return handle is null ? null : Read(calls, handle.Descriptor, $"map {id}");
    }

    /// <summary>Asks for an open map.</summary>
    internal static unsafe MapInfo Read(ISystemCalls calls, int descriptor, string subject)
    {
        var record = default(Record);
        KernelObject.Read(calls, descriptor, ref record, subject);
        var name = new ReadOnlySpan<byte>(record.Name, NameBytes);
        var end = name.IndexOf((byte)0);
        return new MapInfo(
            record.Id, Encoding.UTF8.GetString(end < 0 ? name : name[..end]), (BpfMapType)record.Type, record.KeySize, record.ValueSize, record.MaxEntries, record.Flags)
        {
            TypesId = record.TypesId, KeyTypeId = record.KeyTypeId, ValueTypeId = record.ValueTypeId, Extra = record.Extra,
        };
    }

    private const int NameBytes = 16;

    /// <summary>The kernel's <c>struct bpf_map_info</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 88)]
    internal unsafe struct Record
    {
        [FieldOffset(0)] internal uint Type;
        [FieldOffset(4)] internal uint Id;
        [FieldOffset(8)] internal uint KeySize;
        [FieldOffset(12)] internal uint ValueSize;
        [FieldOffset(16)] internal uint MaxEntries;
        [FieldOffset(20)] internal uint Flags;
        [FieldOffset(24)] internal fixed byte Name[NameBytes];
        [FieldOffset(64)] internal uint TypesId;
        [FieldOffset(68)] internal uint KeyTypeId;
        [FieldOffset(72)] internal uint ValueTypeId;
        [FieldOffset(80)] internal ulong Extra;
    }
}
