namespace Borescope.Maps;

/// <summary>A key of a per-CPU map and the values that all CPUs have for it.</summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">Value of one CPU.</typeparam>
public readonly ref struct PerCpuElement<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal PerCpuElement(TKey key, PerCpu<TValue> values)
    {
        Key = key;
        Values = values;
    }

    /// <summary>Key.</summary>
    public TKey Key { get; }

    /// <summary>The values; valid until the walk goes on.</summary>
    public PerCpu<TValue> Values { get; }
}
