using System.Collections.Generic;
using Borescope.Script.Syntax;

namespace Borescope.Script.Diagnostics;

/// <summary>One message about a script.</summary>
/// <param name="Severity">Error or warning.</param>
/// <param name="Source">The text it is about.</param>
/// <param name="Span">Where in that text.</param>
/// <param name="Message">What is wrong, one sentence.</param>
/// <param name="Hints">What to do, a line each.</param>
/// <param name="ExpandedFrom">Calls of macros that led there, innermost first.</param>
public sealed record Diagnostic(
    DiagnosticSeverity Severity,
    ScriptSource Source,
    TextSpan Span,
    string Message,
    IReadOnlyList<string> Hints,
    IReadOnlyList<TextSpan> ExpandedFrom);
