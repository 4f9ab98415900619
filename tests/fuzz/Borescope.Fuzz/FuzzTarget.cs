using System;
using System.Collections.Generic;
using Borescope.Fuzz.Engine;
using Borescope.Fuzz.Mutation;
using Borescope.Fuzz.Seeds;

namespace Borescope.Fuzz;

/// <summary>A reader of foreign bytes, with what it needs to be fuzzed.</summary>
/// <param name="name">Name on the command line.</param>
/// <param name="structure">Where the format has its numbers; null for text.</param>
internal abstract class FuzzTarget(string name, IFieldMap? structure = null)
{
    internal string Name { get; } = name;

    internal IFieldMap? Structure { get; } = structure;

    /// <summary>Pieces that a text format is made of; none for binary formats.</summary>
    internal virtual IReadOnlyList<string> Words => [];

    /// <summary>Inputs to start from.</summary>
    internal abstract IEnumerable<byte[]> Seeds(SeedFiles files);

    /// <summary>Reads an input and asks for everything that can be asked; what was reached is told to the observer.</summary>
    internal abstract void Run(ReadOnlySpan<byte> content, Observer seen);

    /// <summary>Whether the documentation promises this exception for bad bytes.</summary>
    internal virtual bool IsDocumented(Exception error) => false;
}
