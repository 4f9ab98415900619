using System.Collections.Generic;
using System.Linq;

namespace Borescope.Generators.Objects;

/// <summary>What one object became.</summary>
/// <param name="Path">The object's file.</param>
/// <param name="ClassName">Full name of the class; empty when there is none.</param>
/// <param name="Source">The class; empty when the object cannot be read.</param>
/// <param name="Content">The class's part that holds the bytes.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record GeneratedObject(string Path, string ClassName, string Source, string Content, IReadOnlyList<Finding> Findings)
{
    /// <inheritdoc/>
    public bool Equals(GeneratedObject? other) => other is not null && Path == other.Path && ClassName == other.ClassName && Source == other.Source
        && Content == other.Content && Findings.SequenceEqual(other.Findings);

    /// <inheritdoc/>
    public override int GetHashCode() => Source.GetHashCode();
}
