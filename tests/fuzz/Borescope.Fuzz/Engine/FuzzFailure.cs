using System;

namespace Borescope.Fuzz.Engine;

/// <summary>An input that broke a promise.</summary>
/// <param name="Kind">One line: the exception and where it came from, or which limit was exceeded.</param>
/// <param name="Detail">All that is known.</param>
/// <param name="Input">The input, minimised.</param>
internal sealed record FuzzFailure(string Kind, string Detail, byte[] Input)
{
    /// <summary>The kind of an exception: those of one kind are reported once.</summary>
    internal static string KindOf(Exception error)
    {
        foreach (var line in (error.StackTrace ?? "").AsSpan().EnumerateLines())
        {
            var text = line.Trim();
            if (text.StartsWith("at Borescope.") && !text.Contains("Borescope.Fuzz", StringComparison.Ordinal))
                return $"{error.GetType().Name} {text}";
        }

        return error.GetType().Name;
    }
}
