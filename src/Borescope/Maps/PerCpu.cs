using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Borescope.Maps;

/// <summary>The values that all CPUs have for one key, one after the other; a view that owns nothing.</summary>
/// <typeparam name="T">Value of one CPU.</typeparam>
/// <param name="values">One value for each possible CPU.</param>
public readonly ref struct PerCpu<T>(Span<T> values)
    where T : unmanaged
{
    /// <summary>The values; the index is the number of the CPU.</summary>
    public Span<T> Values { get; } = values;

    /// <summary>Number of possible CPUs.</summary>
    public int Count => Values.Length;

    /// <summary>The value of a CPU.</summary>
    public ref T this[int cpu] => ref Values[cpu];

    /// <summary>For <c>foreach</c>.</summary>
    public Span<T>.Enumerator GetEnumerator() => Values.GetEnumerator();

    /// <summary>Adds the CPUs' values up, number by number, where a value is a row of numbers such as the slots of a histogram.</summary>
    /// <typeparam name="TNumber">Type of the numbers.</typeparam>
    /// <param name="totals">As many as fit into a value; the sums are added to what is there.</param>
    /// <exception cref="ArgumentException">A value does not consist of that many numbers.</exception>
    public void AddTo<TNumber>(Span<TNumber> totals)
        where TNumber : unmanaged, INumber<TNumber>
    {
        var all = MemoryMarshal.Cast<T, TNumber>(Values);
        if (totals.IsEmpty || all.Length != (long)totals.Length * Count)
            throw new ArgumentException($"{Count} values of {typeof(T).Name} do not consist of {totals.Length} numbers of type {typeof(TNumber).Name} each", nameof(totals));
        for (var start = 0; start < all.Length; start += totals.Length)
            PerCpuReduction.Add(all.Slice(start, totals.Length), totals);
    }
}
