using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>Description of a map; plain values, no descriptors.</summary>
public sealed record MapSpec
{
    /// <summary>Name that relocations refer to. The kernel sees at most 15 characters of it.</summary>
    public required string Name { get; init; }

    /// <summary>Type.</summary>
    public required BpfMapType Type { get; init; }

    /// <summary>Bytes of a key; 0 for ring buffers, queues and stacks.</summary>
    public uint KeySize { get; init; }

    /// <summary>Bytes of a value; 0 for ring buffers.</summary>
    public uint ValueSize { get; init; }

    /// <summary>Most elements; for a ring buffer its bytes, a power of two and a multiple of the page size; 0 in a perf event array means one per CPU.</summary>
    public uint MaxEntries { get; init; }

    /// <summary>Flags.</summary>
    public MapFlags Flags { get; init; }

    /// <summary>BTF id of the key's type, 0 for none.</summary>
    public uint KeyTypeId { get; init; }

    /// <summary>BTF id of the value's type, 0 for none.</summary>
    public uint ValueTypeId { get; init; }

    /// <summary>Value that element 0 of an array starts with (global variables), null for zeroes.</summary>
    public byte[]? InitialValue { get; init; }

    /// <summary>Whether user space may not write any more once the initial value is in; the verifier then knows the content.</summary>
    public bool Freeze { get; init; }
}
