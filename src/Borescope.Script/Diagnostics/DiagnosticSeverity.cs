namespace Borescope.Script.Diagnostics;

/// <summary>How bad a diagnostic is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The script runs all the same.</summary>
    Warning,

    /// <summary>The script cannot run.</summary>
    Error,
}
