using System;
using Borescope.Script.Binding;

namespace Borescope.Script.Output;

/// <summary>The elements of a map, as the kernel's batch look-up leaves them: flat arrays, no objects per element.</summary>
/// <param name="Map">The map.</param>
/// <param name="Count">Elements. A scalar map has one, or none when it was never written: then it is not printed.</param>
/// <param name="Keys">Keys one behind the other; not read for scalar maps.</param>
/// <param name="KeyStride">Bytes from key to key.</param>
/// <param name="Values">Values one behind the other; of a per-CPU map each element holds the values of all CPUs.</param>
/// <param name="ValueStride">Bytes from one CPU's value to the next: the kernel rounds the value size of per-CPU maps up to 8.</param>
/// <param name="Cpus">Values per element: possible CPUs of a per-CPU map, 1 of other maps.</param>
public readonly record struct MapSnapshot(
    MapSymbol Map, int Count, ReadOnlyMemory<byte> Keys, int KeyStride, ReadOnlyMemory<byte> Values, int ValueStride, int Cpus)
{
    /// <summary>The key of an element.</summary>
    public ReadOnlySpan<byte> Key(int index) => Keys.Span.Slice(index * KeyStride, KeyStride);

    /// <summary>The values of an element on all CPUs.</summary>
    public ReadOnlySpan<byte> Value(int index) => Values.Span.Slice(index * ValueStride * Cpus, ValueStride * Cpus);
}
