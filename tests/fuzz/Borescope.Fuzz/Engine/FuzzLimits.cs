using System;

namespace Borescope.Fuzz.Engine;

/// <summary>What one input may cost.</summary>
internal static class FuzzLimits
{
    /// <summary>Processor time of one input.</summary>
    internal static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    /// <summary>After this time of the clock an input is given up: it will not end.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that one input may make the reader allocate, those that are free again included.</summary>
    internal const long AllocatedBytes = 256 << 20;

    /// <summary>Stack of the thread that reads: the smallest that programs usually give their threads.</summary>
    internal const int StackBytes = 1 << 20;

    /// <summary>Longest input that is made.</summary>
    internal const int InputBytes = 1 << 20;
}
