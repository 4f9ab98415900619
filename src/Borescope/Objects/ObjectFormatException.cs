using System;
using System.Collections.Generic;

namespace Borescope.Objects;

/// <summary>A file is not a BPF object that can be read; the message says what is wrong with it.</summary>
public sealed class ObjectFormatException : Exception
{
    internal ObjectFormatException(string name, IReadOnlyList<string> diagnostics)
        : base($"cannot read {name}: {string.Join("; ", diagnostics)}") => Diagnostics = diagnostics;

    /// <summary>Everything that was found wrong.</summary>
    public IReadOnlyList<string> Diagnostics { get; }
}
