using System;
using System.IO;
using System.Text;
using Borescope.Script.Diagnostics;
using Borescope.Script.Syntax;

namespace Borescope.Script.Output;

/// <summary>Where something stands in the script, for messages of the running script.</summary>
/// <param name="Source">The script.</param>
/// <param name="Span">The place.</param>
public sealed record SourcePosition(ScriptSource Source, TextSpan Span)
{
    /// <summary>Line and column, both from 1.</summary>
    public (int Line, int Column) Start
    {
        get
        {
            (ScriptSource part, int start) = Source.PartAt(Span.Start);
            return part.Locate(Span.Start - start);
        }
    }

    /// <summary>Name of the file.</summary>
    public string FileName => Source.PartAt(Span.Start).Part.Name;

    /// <summary>Writes a message in the shape of the compiler's diagnostics: place, level and text, then the source line and an underline.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="severity">Error or warning.</param>
    /// <param name="message">UTF-8 text, without final newline; not escaped.</param>
    public void WriteMessage(ByteSink sink, DiagnosticSeverity severity, ReadOnlySpan<byte> message)
    {
        ArgumentNullException.ThrowIfNull(sink);
        using var text = new StringWriter();
        DiagnosticRenderer.Write(new Diagnostic(severity, Source, Span, Encoding.UTF8.GetString(message), [], []), text, colored: false);
        sink.Write(text.ToString());
    }
}
