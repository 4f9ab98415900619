using System;

namespace Borescope.Cli;

/// <summary>A verb: what the first argument may be beside the tracer's own options.</summary>
/// <param name="Name">The word.</param>
/// <param name="Summary">One line for the usage text.</param>
/// <param name="Run">Gets the arguments behind the verb; returns the exit code.</param>
internal sealed record VerbRow(string Name, string Summary, Func<string[], int> Run);
