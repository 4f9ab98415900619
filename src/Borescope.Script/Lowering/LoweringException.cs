using System;
using Borescope.Script.Syntax;

namespace Borescope.Script.Lowering;

/// <summary>A script that is well typed but cannot become BPF code. Turned into a diagnostic at the edge of the room.</summary>
public sealed class LoweringException(TextSpan span, string message, string hint = "") : Exception(message)
{
    /// <summary>Where in the script.</summary>
    public TextSpan Span { get; } = span;

    /// <summary>What to do about it; may be empty.</summary>
    public string Hint { get; } = hint;
}
