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
    /// <summary>Asks for a map by its number; null when it does not exist any more.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static unsafe MapInfo? Find(ISystemCalls calls, uint id)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var attributes = new IdAttributes { Id = id };
        var fd = calls.Bpf(BpfCommand.MapFdById, &attributes, (uint)sizeof(IdAttributes));
        if (fd.AsErrno() == Errno.ENOENT)
            return null;
        if (fd < 0)
            throw new BpfException(fd.AsErrno(), KernelOperation.ObjectInfo, $"map {id}");
        using var handle = KernelHandle.Own(calls, fd);
        return Read(calls, handle.Descriptor, $"map {id}");
    }

    /// <summary>Asks for an open map.</summary>
    internal static unsafe MapInfo Read(ISystemCalls calls, int descriptor, string subject)
    {
        var record = default(Record);
        var attributes = new ObjectInfoAttributes { Descriptor = descriptor, Length = (uint)sizeof(Record), Info = (ulong)(&record) };
        var error = calls.Bpf(BpfCommand.ObjectInfo, &attributes, (uint)sizeof(ObjectInfoAttributes)).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.ObjectInfo, subject);
        var name = new ReadOnlySpan<byte>(record.Name, NameBytes);
        var end = name.IndexOf((byte)0);
        return new MapInfo(
            record.Id, Encoding.UTF8.GetString(end < 0 ? name : name[..end]), (BpfMapType)record.Type, record.KeySize, record.ValueSize, record.MaxEntries, record.Flags);
    }

    private const int NameBytes = 16;

    /// <summary>The start of the kernel's <c>struct bpf_map_info</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    private unsafe struct Record
    {
        [FieldOffset(0)] internal uint Type;
        [FieldOffset(4)] internal uint Id;
        [FieldOffset(8)] internal uint KeySize;
        [FieldOffset(12)] internal uint ValueSize;
        [FieldOffset(16)] internal uint MaxEntries;
        [FieldOffset(20)] internal uint Flags;
        [FieldOffset(24)] internal fixed byte Name[NameBytes];
    }
}
