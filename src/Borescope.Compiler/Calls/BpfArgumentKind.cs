namespace Borescope.Compiler.Calls;

/// <summary>What a helper expects in an argument register.</summary>
public enum BpfArgumentKind : byte
{
    /// <summary>A number.</summary>
    Scalar,

    /// <summary>The program's context.</summary>
    Context,

    /// <summary>Address of a map (ld_imm64 with a map).</summary>
    Map,

    /// <summary>Memory of the map's key size, read.</summary>
    MapKey,

    /// <summary>Memory of the map's value size, read.</summary>
    MapValue,

    /// <summary>Like <see cref="MapValue"/>, or 0.</summary>
    MapValueOrNull,

    /// <summary>Memory of the map's value size, written.</summary>
    MapValueOut,

    /// <summary>A field of a map value that holds a kernel pointer.</summary>
    MapValueField,

    /// <summary>Readable memory; its size follows or is fixed by the helper.</summary>
    MemoryIn,

    /// <summary>Writable memory that need not be initialised; its size follows or is fixed by the helper.</summary>
    MemoryOut,

    /// <summary>Initialised memory that the helper also writes.</summary>
    MemoryInOut,

    /// <summary>Size in bytes of the memory in the argument before; bounded for the verifier.</summary>
    Size,

    /// <summary>Size of an allocation, a constant.</summary>
    AllocationSize,

    /// <summary>An address that the helper itself checks: any number.</summary>
    Address,

    /// <summary>A constant string that ends in a zero byte, in a read-only map.</summary>
    String,

    /// <summary>Address of a sub-program.</summary>
    Callback,

    /// <summary>Stack memory handed through to the callback, or 0.</summary>
    CallbackContext,

    /// <summary>A trusted pointer to a kernel object.</summary>
    KernelObject,

    /// <summary>Address of a kernel per-CPU variable.</summary>
    PerCpuPointer,

    /// <summary>What a ring buffer reservation gave.</summary>
    RingBufferRecord,

    /// <summary>A dynptr on the stack.</summary>
    Dynptr,

    /// <summary>A spin lock in a map value.</summary>
    SpinLock,

    /// <summary>A timer in a map value.</summary>
    Timer,
}
