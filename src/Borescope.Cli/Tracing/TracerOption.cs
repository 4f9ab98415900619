using System;
using Borescope.Script.Runtime;

namespace Borescope.Cli.Tracing;

/// <summary>One option of the tracer: a row of <see cref="TracerOptionTable"/>.</summary>
/// <param name="Short">The letter behind one dash, or null.</param>
/// <param name="Long">The word behind two dashes, or null.</param>
/// <param name="Value">The value's name in the usage text; null for an option without one.</param>
/// <param name="Help">What it does, one line.</param>
/// <param name="Apply">
/// The options with this one applied (the value is "" for an option without one), or null where the value is not acceptable.
/// </param>
internal sealed record TracerOption(char? Short, string? Long, string? Value, string Help,
    Func<TracerOptions, string, TracerOptions?> Apply)
{
    /// <summary>The option as the user writes it.</summary>
    internal string Name => Short is { } letter ? $"-{letter}" : "--" + Long;
}
