using System.Collections.Generic;
using System.IO;
using System.Text;
using Borescope.Script.Syntax;

namespace Borescope.Script.Diagnostics;

/// <summary>
/// Writes diagnostics the way bpftrace does: <c>name:1:9-14: ERROR: text</c> (columns from 1, half open), the source line and an underline,
/// then hints. Spans over several lines give <c>name:3-5:</c> and all lines. Errors come first.
/// </summary>
public static class DiagnosticRenderer
{
    private const string Red = "\u001b[31m";
    private const string Yellow = "\u001b[33m";
    private const string Reset = "\u001b[0m";
    private const int MaxLines = 12;
    private const int MaxLineLength = 600;

    /// <summary>Writes all diagnostics of the bag.</summary>
    /// <param name="bag">What to write.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="colored">Whether severities are coloured (terminals only).</param>
    /// <param name="warnings">Whether warnings are written too.</param>
    public static void Write(DiagnosticBag bag, TextWriter writer, bool colored, bool warnings = true)
    {
        foreach (Diagnostic item in bag.Items)
        {
            if (item.Severity == DiagnosticSeverity.Error)
                Write(item, writer, colored);
        }

        foreach (Diagnostic item in bag.Items)
        {
            if (warnings && item.Severity == DiagnosticSeverity.Warning)
                Write(item, writer, colored);
        }
    }

    /// <summary>All diagnostics as one text, without colours.</summary>
    public static string Render(DiagnosticBag bag)
    {
        var writer = new StringWriter();
        Write(bag, writer, false);
        return writer.ToString();
    }

    /// <summary>Writes one diagnostic.</summary>
    public static void Write(Diagnostic diagnostic, TextWriter writer, bool colored)
    {
        bool error = diagnostic.Severity == DiagnosticSeverity.Error;
        var text = new StringBuilder();
        if (colored)
            text.Append(error ? Red : Yellow);
        AppendLocation(text, diagnostic.Source, diagnostic.Span);
        text.Append(error ? "ERROR: " : "WARNING: ").Append(diagnostic.Message);
        if (colored)
            text.Append(Reset);
        text.Append('\n');
        AppendSource(text, diagnostic.Source, diagnostic.Span);
        foreach (TextSpan call in (IEnumerable<TextSpan>)[.. diagnostic.Source.DefinitionsAt(diagnostic.Span), .. diagnostic.ExpandedFrom])
        {
            AppendLocation(text, diagnostic.Source, call);
            text.Append("expanded from\n");
            AppendSource(text, diagnostic.Source, call);
        }

        foreach (string hint in diagnostic.Hints)
            text.Append("HINT: ").Append(hint).Append('\n');
        writer.Write(text.ToString());
    }

    private static void AppendLocation(StringBuilder text, ScriptSource whole, TextSpan span)
    {
        (ScriptSource source, int start) = whole.PartAt(span.Start);
        span = new TextSpan(span.Start - start, span.Length);
        (int line, int column) = source.Locate(span.Start);
        (int endLine, int endColumn) = source.Locate(LastPosition(span));
        text.Append(source.Name).Append(':').Append(line);
        if (endLine == line)
            text.Append(':').Append(column).Append('-').Append(endColumn + 1).Append(": ");
        else
            text.Append('-').Append(endLine).Append(": ");
    }

    private static void AppendSource(StringBuilder text, ScriptSource whole, TextSpan span)
    {
        (ScriptSource source, int start) = whole.PartAt(span.Start);
        span = new TextSpan(span.Start - start, span.Length);
        (int line, int column) = source.Locate(span.Start);
        (int endLine, int endColumn) = source.Locate(LastPosition(span));
        for (int i = line; i <= endLine && i < line + MaxLines; i++)
            AppendPrintable(text, Window(source.Line(i), i == line ? column - 1 : 0).Text).Append('\n');
        if (endLine != line)
            return;
        (string content, int shift) = Window(source.Line(line), column - 1);
        int from = column - 1 - shift;
        for (int i = 0; i < from; i++)
            text.Append(i < content.Length && content[i] == '\t' ? '\t' : ' ');
        text.Append('~', System.Math.Clamp(endColumn - column + 1, 1, System.Math.Max(1, content.Length - from))).Append('\n');
    }

    // Of a line that no screen holds only the part around the place is shown.
    private static (string Text, int Shift) Window(string line, int place)
    {
        if (line.Length <= MaxLineLength)
            return (line, 0);
        int start = System.Math.Clamp(place - (MaxLineLength / 3), 0, line.Length - MaxLineLength);
        return (line.Substring(start, MaxLineLength), start);
    }

    // The script may be anybody's file: no control character of it reaches the terminal.
    private static StringBuilder AppendPrintable(StringBuilder text, string line)
    {
        foreach (char c in line)
            text.Append(char.IsControl(c) && c != '\t' ? '?' : c);
        return text;
    }

    private static int LastPosition(TextSpan span) => span.Length > 0 ? span.End - 1 : span.Start;
}
