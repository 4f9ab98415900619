using System;
using System.Text;
using Borescope.Kernel;
using Borescope.Objects;

namespace Borescope.Script.Runtime;

/// <summary>Kernel refusals as text for the person at the keyboard.</summary>
internal static class FailureText
{
    /// <summary>Message and hint.</summary>
    public static string Of(BpfException error)
    {
        var text = new StringBuilder("ERROR: ").Append(error.Message);
        if (error.Hint is { Length: > 0 } hint && !error.Message.Contains(hint))
            text.Append("\nHINT: ").Append(hint);
        return text.ToString();
    }

    /// <summary>The source line the verifier stopped at, why, and with <paramref name="verbose"/> the whole log.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="verbose">With the log.</param>
    /// <param name="logSize">Most characters of the log; its end says why.</param>
    public static string Of(VerifierException error, bool verbose, int logSize)
    {
        var text = new StringBuilder();
        if (error.Location is { } at)
        {
            text.Append(at.File).Append(':').Append(at.Line).Append(':').Append(at.Column).Append(": ERROR: ").Append(error.Cause).Append('\n');
            text.Append(at.LineText).Append('\n').Append(' ', Math.Max(0, at.Column - 1)).Append('~');
        }
        else
        {
            text.Append("ERROR: ").Append(error.Message);
        }

        if (error.Hint is { Length: > 0 } hint)
            text.Append("\nHINT: ").Append(hint);
        if (verbose)
            text.Append("\nVerifier log of ").Append(error.ProgramName).Append(":\n").Append(error.Log.Length > logSize ? "…" + error.Log[^logSize..] : error.Log);
        else
            text.Append("\nHINT: -v shows the verifier's log.");
        return text.ToString();
    }
}
