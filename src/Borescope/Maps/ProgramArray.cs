using System;
using System.Runtime.InteropServices;
using Borescope.Kernel;
using Borescope.Programs;

namespace Borescope.Maps;

/// <summary>An array of programs that others call as their last act (tail calls, 4.2).</summary>
public readonly struct ProgramArray
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no program array.</exception>
    public ProgramArray(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a program array", BpfMapType.ProgramArray);
        Raw = raw;
    }

    /// <summary>The map behind; it loses its programs when its last descriptor and pin are gone.</summary>
    public BpfMap Raw { get; }

    /// <summary>Puts a program in, in the place of the one that is there.</summary>
    /// <param name="index">Where.</param>
    /// <param name="program">A program of the same type as those that make the calls.</param>
    /// <exception cref="BpfException">The types differ, or the index lies outside.</exception>
    public void Set(uint index, BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var descriptor = program.Descriptor;
        var error = Raw.TryUpdate(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)), MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in descriptor)));
        if (error != Errno.None)
        {
            throw new BpfException(error, KernelOperation.MapUpdate, Raw.Name, error switch
            {
                Errno.EINVAL => $"program {program.Name} ({program.Type}) is of another type than those that use the array",
                Errno.E2BIG => $"the array has {Raw.Spec.MaxEntries} places",
                _ => null,
            });
        }
    }

    /// <summary>Number of the program at an index, null when there is none.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public uint? FindId(uint index)
    {
        var id = 0u;
        return Raw.TryLookup(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)), MemoryMarshal.AsBytes(new Span<uint>(ref id))) ? id : null;
    }

    /// <summary>Takes a program out; calls to it then do nothing.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(uint index) => Raw.Delete(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)));
}
