using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Borescope.Kernel;

namespace Borescope.Buffers;

/// <summary>The records that a buffer held when the batch was taken, in the memory shared with the kernel and typed. Enumerate it once.</summary>
/// <typeparam name="T">Type of the records.</typeparam>
public ref struct RecordBatch<T> : IDisposable
    where T : unmanaged
{
    private RecordBatch _records;

    internal RecordBatch(RecordBatch records) => _records = records;

    /// <summary>The record at the current position, in place.</summary>
    public readonly ref readonly T Current => ref MemoryMarshal.AsRef<T>(_records.Current);

    /// <summary>Records handed out so far.</summary>
    public readonly long Count => _records.Count;

    /// <summary>Records that the kernel or the program told lost: all up to now that were not told before. Complete when the end is reached.</summary>
    public readonly ulong Lost => _records.Lost;

    /// <summary>For <c>foreach</c>.</summary>
    public readonly RecordBatch<T> GetEnumerator() => this;

    /// <summary>Goes to the next record; the present one is given up.</summary>
    /// <exception cref="BpfException">The record is shorter than <typeparamref name="T"/>.</exception>
    public bool MoveNext()
    {
        if (!_records.MoveNext())
            return false;
        if (_records.Current.Length < Unsafe.SizeOf<T>())
            throw TooShort(_records.Name, _records.Current.Length);
        return true;
    }

    /// <summary>Gives the space of the records that were reached back to the kernel, and lets others read.</summary>
    public void Dispose() => _records.Dispose();

    internal static BpfException TooShort(string buffer, int length) => new(
        $"a record of buffer {buffer} has {length} bytes, {typeof(T).Name} needs {Unsafe.SizeOf<T>()}", KernelOperation.MapLookup, buffer,
        "declare the fields as the program does, with the same sizes and padding");
}
