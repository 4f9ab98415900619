using System;

namespace Borescope.Sources;

/// <summary>A C program could not be compiled: no compiler, or one that refused it.</summary>
public sealed class CompileFailedException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="diagnostics">What the compiler said, with lines of the program's text; empty when none ran.</param>
    public CompileFailedException(string message, string diagnostics = "")
        : base(diagnostics.Length == 0 ? message : $"{message}\n{diagnostics}") => Diagnostics = diagnostics;

    /// <summary>What the compiler said.</summary>
    public string Diagnostics { get; }
}
