using System;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Maps;

/// <summary>A map in the kernel, accessed by bytes. Per-CPU maps hold one value per possible CPU, each rounded up to 8 bytes.</summary>
public sealed unsafe partial class BpfMap : IDisposable
{
    private readonly KernelHandle _handle;
    private MappedMemory? _arena;

    internal BpfMap(ISystemCalls calls, KernelHandle handle, MapSpec spec, int possibleCpus)
    {
        Calls = calls;
        _handle = handle;
        Spec = spec;
        IsPerCpu = spec.Type is BpfMapType.PerCpuHash or BpfMapType.PerCpuArray or BpfMapType.LruPerCpuHash or BpfMapType.PerCpuCgroupStorage;
        CpuCount = IsPerCpu ? possibleCpus : 1;
        CpuStride = IsPerCpu ? ((int)spec.ValueSize + 7) & ~7 : (int)spec.ValueSize;
    }

    /// <summary>What the map was made from.</summary>
    public MapSpec Spec { get; }

    /// <summary>Name from the specification.</summary>
    public string Name => Spec.Name;

    /// <summary>Type.</summary>
    public BpfMapType Type => Spec.Type;

    /// <summary>Bytes of a key.</summary>
    public int KeySize => (int)Spec.KeySize;

    /// <summary>Bytes that reading or writing one element moves: the value, or all CPUs' values in a per-CPU map.</summary>
    public int ValueBytes => CpuStride * CpuCount;

    /// <summary>Whether each CPU has a value of its own.</summary>
    public bool IsPerCpu { get; }

    /// <summary>Values per element: the number of possible CPUs, or 1.</summary>
    public int CpuCount { get; }

    /// <summary>Bytes from one CPU's value to the next.</summary>
    public int CpuStride { get; }

    /// <summary>Descriptor number; owned by this object.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public int Descriptor => _handle.Require("map", Name);

    internal ISystemCalls Calls { get; }

    /// <summary>
    /// The memory of an arena, mapped when it is first asked for. The first mapping decides what pointers into the arena are, so there is one, for as long as
    /// this object lives, at the address that the map was made with, if it was (<see cref="MapSpec.Extra"/>).
    /// </summary>
    /// <exception cref="BpfException">The kernel refused to map it.</exception>
    internal MappedMemory Arena
    {
        get
        {
            if (_arena is not null)
                return _arena;
            var bytes = (long)Spec.MaxEntries * Environment.SystemPageSize;
            const MemoryProtection Access = MemoryProtection.Read | MemoryProtection.Write;
            var error = MappedMemory.TryMapAt(Calls, (nint)Spec.Extra, Descriptor, bytes, 0, Access, MemoryMapFlags.Shared, out _arena);
            return error == Errno.None ? _arena! : throw new BpfException(error, KernelOperation.MemoryMap, Name);
        }
    }

    /// <summary>Reads an element.</summary>
    /// <param name="key">Exactly <see cref="KeySize"/> bytes.</param>
    /// <param name="value">At least <see cref="ValueBytes"/> bytes.</param>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value) => TryRead(BpfCommand.MapLookup, key, value);

    /// <summary>Reads an element and removes it, in one step (queues and stacks 4.20, hashes 5.14).</summary>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryTake(ReadOnlySpan<byte> key, Span<byte> value) => TryRead(BpfCommand.MapLookupAndDelete, key, value);

    /// <summary>Writes an element.</summary>
    /// <param name="key">Exactly <see cref="KeySize"/> bytes.</param>
    /// <param name="value">Exactly <see cref="ValueBytes"/> bytes.</param>
    /// <param name="mode">Which elements it may touch.</param>
    /// <exception cref="BpfException">The kernel refused, for example because the map is full.</exception>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateMode mode = MapUpdateMode.Any)
    {
        var error = TryUpdate(key, value, mode);
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.MapUpdate, Name);
    }

    /// <summary>Writes an element and gives the errno instead of throwing.</summary>
    public Errno TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateMode mode = MapUpdateMode.Any)
    {
        Check(key);
        if (value.Length != ValueBytes)
            throw new ArgumentException($"map {Name} has values of {ValueBytes} bytes, not {value.Length}", nameof(value));
        fixed (byte* keyPointer = key)
        fixed (byte* valuePointer = value)
        {
            var attributes = new MapElementAttributes
            {
                Map = Descriptor, Key = (ulong)keyPointer, ValueOrNextKey = (ulong)valuePointer, Flags = (ulong)mode,
            };
            return Calls.Bpf(BpfCommand.MapUpdate, &attributes, (uint)sizeof(MapElementAttributes)).AsErrno();
        }
    }

    /// <summary>Deletes an element.</summary>
    /// <returns>False when there is no such element.</returns>
    /// <exception cref="BpfException">The kernel refused; elements of arrays cannot be deleted.</exception>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        Check(key);
        fixed (byte* keyPointer = key)
        {
            var attributes = new MapElementAttributes { Map = Descriptor, Key = (ulong)keyPointer };
            var error = Calls.Bpf(BpfCommand.MapDelete, &attributes, (uint)sizeof(MapElementAttributes)).AsErrno();
            return error switch
            {
                Errno.None => true,
                Errno.ENOENT => false,
                _ => throw new BpfException(error, KernelOperation.MapDelete, Name),
            };
        }
    }

    /// <summary>Walks the keys one by one.</summary>
    /// <param name="key">The key to go on from, empty for the first. A key that was deleted meanwhile starts again from the first.</param>
    /// <param name="next">Receives the next key.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryNextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        Check(next);
        fixed (byte* keyPointer = key)
        fixed (byte* nextPointer = next)
        {
            var attributes = new MapElementAttributes { Map = Descriptor, Key = (ulong)keyPointer, ValueOrNextKey = (ulong)nextPointer };
            var error = Calls.Bpf(BpfCommand.MapNextKey, &attributes, (uint)sizeof(MapElementAttributes)).AsErrno();
            return error switch
            {
                Errno.None => true,
                Errno.ENOENT => false,
                _ => throw new BpfException(error, KernelOperation.MapIterate, Name),
            };
        }
    }

    /// <summary>Copies all elements, in batches where the kernel can (5.6). Elements that come or go meanwhile may be missed.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public MapSnapshot Read() => MapReader.Read(this, delete: false);

    /// <summary>Copies all elements and deletes them. In arrays they become zero instead.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public MapSnapshot Drain() => MapReader.Read(this, delete: true);

    /// <summary>Deletes all elements; in arrays they become zero.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Clear() => Drain().Dispose();

    /// <summary>Forbids user space to write (5.2).</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Freeze()
    {
        var attributes = new MapElementAttributes { Map = Descriptor };
        var error = Calls.Bpf(BpfCommand.MapFreeze, &attributes, 4).AsErrno();
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.MapUpdate, Name);
    }

    /// <summary>Maps the values of an array made with <see cref="MapFlags.Mappable"/> into memory; elements lie at multiples of the value size rounded up to 8.</summary>
    /// <param name="writable">Whether it is written through the mapping.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public MappedMemory MapMemory(bool writable)
    {
        var page = Environment.SystemPageSize;
        var bytes = (long)(((int)Spec.ValueSize + 7) & ~7) * Spec.MaxEntries;
        var length = (bytes + page - 1) / page * page;
        var protection = writable ? MemoryProtection.Read | MemoryProtection.Write : MemoryProtection.Read;
        if (length > int.MaxValue)
            throw new BpfException(Errno.EFBIG, KernelOperation.MemoryMap, Name);
        var error = MappedMemory.TryMap(Calls, Descriptor, (int)length, 0, protection, MemoryMapFlags.Shared, out var memory);
        if (error != Errno.None)
            throw new BpfException(error, KernelOperation.MemoryMap, Name, "only arrays made with the mappable flag can be mapped (5.5)");
        return memory!;
    }

    /// <summary>Gives the map a path in a BPF file system, where it stays without this process.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Pin(string path) => ObjectPath.Pin(Calls, Descriptor, path);

    /// <summary>Closes the descriptor; the map stays while programs hold it.</summary>
    public void Dispose()
    {
        _arena?.Dispose();
        _handle.Dispose();
    }

    private bool TryRead(BpfCommand command, ReadOnlySpan<byte> key, Span<byte> value)
    {
        Check(key);
        if (value.Length < ValueBytes)
            throw new ArgumentException($"map {Name} has values of {ValueBytes} bytes, more than {value.Length}", nameof(value));
        fixed (byte* keyPointer = key)
        fixed (byte* valuePointer = value)
        {
            var attributes = new MapElementAttributes { Map = Descriptor, Key = (ulong)keyPointer, ValueOrNextKey = (ulong)valuePointer };
            var error = Calls.Bpf(command, &attributes, (uint)sizeof(MapElementAttributes)).AsErrno();
            return error switch
            {
                Errno.None => true,
                Errno.ENOENT => false,
                _ => throw new BpfException(error, KernelOperation.MapLookup, Name),
            };
        }
    }

    private void Check(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
            throw new ArgumentException($"map {Name} has keys of {KeySize} bytes, not {key.Length}", nameof(key));
    }
}
