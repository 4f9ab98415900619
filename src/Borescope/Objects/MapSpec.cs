using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>Description of a map; plain values, no descriptors.</summary>
public sealed record MapSpec
{
    /// <summary>Name that relocations refer to.</summary>
    public required string Name { get; init; }

    /// <summary>Name that the kernel shows, at most 15 characters; null to take <see cref="Name"/>.</summary>
    public string? KernelName { get; init; }

    /// <summary>Type.</summary>
    public required BpfMapType Type { get; init; }

    /// <summary>Bytes of a key; 0 for ring buffers, queues and stacks.</summary>
    public uint KeySize { get; init; }

    /// <summary>Bytes of a value; 0 for ring buffers.</summary>
    public uint ValueSize { get; init; }

    /// <summary>Most elements; for a ring buffer its bytes, rounded up to a power of two of pages; 0 in a perf event array means one per CPU.</summary>
    public uint MaxEntries { get; init; }

    /// <summary>Flags.</summary>
    public MapFlags Flags { get; init; }

    /// <summary>What the type wants to know beyond that: hash functions of a bloom filter, address of an arena.</summary>
    public ulong Extra { get; init; }

    /// <summary>Memory node to allocate on, when <see cref="Flags"/> asks for it.</summary>
    public uint NumaNode { get; init; }

    /// <summary>BTF id of the key's type, 0 for none.</summary>
    public uint KeyTypeId { get; init; }

    /// <summary>BTF id of the value's type, 0 for none.</summary>
    public uint ValueTypeId { get; init; }

    /// <summary>For tables of kernel operations: BTF id in the kernel of the structure <c>bpf_struct_ops_NAME</c>, 0 otherwise.</summary>
    public uint KernelValueTypeId { get; init; }

    /// <summary>Value that element 0 of an array, or an arena, starts with (global variables), null for zeroes.</summary>
    public byte[]? InitialValue { get; init; }

    /// <summary>Whether user space may not write any more once the initial value is in; the verifier then knows the content.</summary>
    public bool Freeze { get; init; }

    /// <summary>For maps of maps: what the inner ones look like.</summary>
    public MapSpec? Inner { get; init; }

    /// <summary>For maps of maps and program arrays: elements that it starts with, by name of the map or program.</summary>
    public IReadOnlyList<MapEntry> Entries { get; init; } = [];

    /// <summary>Whether the map is pinned under its name, so that other objects and later runs share it.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Where it is pinned; null to take the loader's directory and the map's name. Object files cannot say it.</summary>
    public string? PinPath { get; init; }
}
