using System;
using Borescope.Script.Syntax;

namespace Borescope.Script.Output;

/// <summary>Where something stands in the script, for messages of the running script.</summary>
/// <param name="FileName">File, <c>stdin</c> for <c>-e</c>.</param>
/// <param name="Line">First line, from 1.</param>
/// <param name="Column">First column, from 1.</param>
/// <param name="EndLine">Last line.</param>
/// <param name="EndColumn">Column behind the last character.</param>
/// <param name="SourceLines">The lines from first to last, without their final newline.</param>
public sealed record SourcePosition(string FileName, int Line, int Column, int EndLine, int EndColumn, string SourceLines)
{
    /// <summary>Finds a span in a script.</summary>
    /// <param name="fileName">File, <c>stdin</c> for <c>-e</c>.</param>
    /// <param name="source">The whole script.</param>
    /// <param name="span">The span; cut to the script.</param>
    public static SourcePosition Of(string fileName, string source, TextSpan span)
    {
        ArgumentNullException.ThrowIfNull(source);
        int start = Math.Clamp(span.Start, 0, source.Length), end = Math.Clamp(span.End, start, source.Length);
        ReadOnlySpan<char> before = source.AsSpan(0, start);
        int lineStart = before.LastIndexOf('\n') + 1;
        int line = before.Count('\n') + 1;
        int lastLineStart = source.AsSpan(0, end).LastIndexOf('\n') + 1;
        int lineEnd = source.IndexOf('\n', end);
        if (lineEnd < 0)
            lineEnd = source.Length;
        int lines = source.AsSpan(start, end - start).Count('\n');
        return new SourcePosition(fileName, line, start - lineStart + 1, line + lines, end - lastLineStart + 1, source[lineStart..lineEnd]);
    }

    /// <summary>
    /// Writes <c>file:line:from-to: LEVEL: text</c>, the source line and an underline; for spans over several lines <c>file:first-last:</c> and all lines.
    /// </summary>
    /// <param name="sink">Target.</param>
    /// <param name="level"><c>ERROR</c> or <c>WARNING</c>.</param>
    /// <param name="message">UTF-8 text, without final newline; not escaped.</param>
    public void WriteMessage(ByteSink sink, string level, ReadOnlySpan<byte> message)
    {
        ArgumentNullException.ThrowIfNull(sink);
        sink.Write(FileName);
        sink.WriteByte((byte)':');
        sink.WriteInt64(Line);
        sink.WriteByte((byte)(Line == EndLine ? ':' : '-'));
        sink.WriteInt64(Line == EndLine ? Column : EndLine);
        if (Line == EndLine)
        {
            sink.WriteByte((byte)'-');
            sink.WriteInt64(EndColumn);
        }

        sink.Write(": "u8);
        sink.Write(level);
        sink.Write(": "u8);
        sink.Write(message);
        sink.WriteByte((byte)'\n');
        sink.Write(SourceLines);
        sink.WriteByte((byte)'\n');
        if (Line != EndLine)
            return;
        // Tabs are repeated so that the underline stands below its text.
        for (int i = 0; i < Column - 1; i++)
            sink.WriteByte((byte)(SourceLines[i] == '\t' ? '\t' : ' '));
        sink.WriteRepeated((byte)'~', Math.Max(1, EndColumn - Column));
        sink.WriteByte((byte)'\n');
    }
}
