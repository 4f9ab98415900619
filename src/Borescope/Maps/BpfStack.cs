using System;
using Borescope.Kernel;

namespace Borescope.Maps;

/// <summary>A map of elements without keys: last in, first out (4.20).</summary>
/// <typeparam name="T">Element.</typeparam>
public readonly struct BpfStack<T>
    where T : unmanaged
{
    /// <summary>Wraps a map.</summary>
    /// <exception cref="BpfException">It is no stack.</exception>
    /// <exception cref="LayoutMismatchException">Sizes or declared layouts do not agree.</exception>
    public BpfStack(BpfMap raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        raw.Require("a stack", BpfMapType.Stack);
        LayoutCheck.Value<T>(raw);
        Raw = raw;
    }

    /// <summary>The map behind.</summary>
    public BpfMap Raw { get; }

    /// <summary>Puts an element on top.</summary>
    /// <param name="value">Element.</param>
    /// <param name="dropOldest">Whether the oldest element makes room when the map is full.</param>
    /// <exception cref="BpfException">The map is full, or the kernel refused.</exception>
    public void Push(T value, bool dropOldest = false) => KeylessElements.Push(Raw, value, dropOldest);

    /// <summary>Takes the newest element.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPop(out T value) => KeylessElements.TryPop(Raw, out value);

    /// <summary>Looks at the newest element, which stays.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPeek(out T value) => KeylessElements.TryPeek(Raw, out value);
}
