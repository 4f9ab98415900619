using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Borescope.Buffers;
using Borescope.Kernel;
using Borescope.Links;
using Borescope.Maps;

namespace Borescope;

// What programs send: records of buffers as they come, and rows of iterators.
public sealed partial class BpfObject
{
    private const int PerfPagesPerCpu = 16;
    private ulong _lost;

    /// <summary>Records that perf buffers had no room for; ring buffers leave counting to the program, which sees that it got no room.</summary>
    public ulong LostRecords => Volatile.Read(ref _lost);

    /// <summary>The records of a ring buffer or perf event array, in the order they come. While the caller is busy they wait in the buffer. One reader at a time.</summary>
    /// <typeparam name="T">What the programs put there.</typeparam>
    /// <param name="map">Name of the buffer.</param>
    /// <param name="cancellation">Ends the reading; the stream then ends without an exception.</param>
    /// <exception cref="KeyNotFoundException">There is no such map.</exception>
    /// <exception cref="BpfException">The map is no buffer, or a record is shorter than <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<T> ReadAsync<T>(string map, [EnumeratorCancellation] CancellationToken cancellation = default)
        where T : unmanaged
    {
        using var buffer = Open(Maps[map]);
        await using var records = buffer.ReadAllAsync<T>(Lost, cancellation).GetAsyncEnumerator(CancellationToken.None);
        while (!cancellation.IsCancellationRequested && await TryNextAsync(records, cancellation).ConfigureAwait(false))
            yield return records.Current;

        void Lost(ulong count)
        {
            Interlocked.Add(ref _lost, count);
            Observer?.OnLost(map, count);
        }
    }

    /// <summary>Runs an iterator program (<c>SEC("iter/task")</c>) over all of its objects, once for each enumeration.</summary>
    /// <typeparam name="T">What the program hands to <c>bpf_seq_write</c> for each.</typeparam>
    /// <param name="program">Name.</param>
    /// <exception cref="KeyNotFoundException">There is no such program.</exception>
    /// <exception cref="BpfException">It is no iterator, it cannot be attached, or it wrote something that is no row of <typeparamref name="T"/>.</exception>
    public IEnumerable<T> Walk<T>(string program)
        where T : unmanaged
    {
        using var link = _attacher.Attach(Loaded, Program(program), out _) as IteratorLink
            ?? throw new BpfException($"program {program} is no iterator", KernelOperation.IteratorCreate, program, "its section is to be SEC(\"iter/KIND\")");
        using var reader = link.Open();
        var bytes = new byte[Math.Max(1 << 16, Unsafe.SizeOf<T>())];
        var filled = 0;
        while (reader.Read(bytes.AsSpan(filled)) is var count and > 0)
        {
            filled += count;
            var at = 0;
            for (; filled - at >= Unsafe.SizeOf<T>(); at += Unsafe.SizeOf<T>())
                yield return MemoryMarshal.Read<T>(bytes.AsSpan(at));
            bytes.AsSpan(at, filled - at).CopyTo(bytes);
            filled -= at;
        }

        if (filled > 0)
            throw WrongSize<T>(program, filled);
    }

    private static EventBuffer Open(BpfMap map) => map.Type == BpfMapType.PerfEventArray ? new PerfBuffer(map, PerfPagesPerCpu) : new RingBuffer(map);

    // Who asks for the end of a stream has no use for an exception that says so.
    private static async ValueTask<bool> TryNextAsync<T>(IAsyncEnumerator<T> records, CancellationToken cancellation)
    {
        try
        {
            return await records.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static BpfException WrongSize<T>(string source, int bytes) => new(
        $"{source} gave {bytes} bytes, {typeof(T).Name} has {Unsafe.SizeOf<T>()}", KernelOperation.FileRead, source, "read it as the type that the C program sends");
}
