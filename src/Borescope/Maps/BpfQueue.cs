using System;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>A map of elements without keys: first in, first out (4.20).</summary>
/// <typeparam name="T">Element.</typeparam>
public readonly struct BpfQueue<T>
    where T : unmanaged
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no queue.</exception>
    /// <exception cref="LayoutMismatchException">Sizes or declared layouts do not agree.</exception>
    public BpfQueue(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a queue", BpfMapType.Queue);
        LayoutCheck.Value<T>(raw);
        Raw = raw;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw { get; }

    /// <summary>Puts an element at the end.</summary>
    /// <param name="value">Element.</param>
    /// <param name="dropOldest">Whether the oldest element makes room when the map is full.</param>
    /// <exception cref="BpfException">The map is full, or the kernel refused.</exception>
    public void Push(T value, bool dropOldest = false) => KeylessElements.Push(Raw, value, dropOldest);

    /// <summary>Takes the oldest element.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPop(out T value) => KeylessElements.TryPop(Raw, out value);

    /// <summary>Looks at the oldest element, which stays.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPeek(out T value) => KeylessElements.TryPeek(Raw, out value);
}
