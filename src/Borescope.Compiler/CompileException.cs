using System;

namespace Borescope.Compiler;

/// <summary>A program that cannot be compiled; the message is for the person who wrote the source.</summary>
public sealed class CompileException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What, why, what to do.</param>
    /// <param name="program">Name of the program or sub-program.</param>
    /// <param name="location">Where in the source, when known.</param>
    public CompileException(string message, string program, SourceLocation? location)
        : base(message)
    {
        Program = program;
        Location = location;
    }

    /// <summary>Name of the program or sub-program.</summary>
    public string Program { get; }

    /// <summary>Where in the source, when known.</summary>
    public SourceLocation? Location { get; }
}
