using System;

namespace Borescope.Generators.Objects;

/// <summary>One <c>BpfObject</c> item: its file and what the project says about it. Equal when the bytes are.</summary>
/// <param name="Path">Where the file is.</param>
/// <param name="ClassName">Name of the class; empty to take the file's.</param>
/// <param name="Namespace">Namespace of the class, empty for the global one.</param>
/// <param name="Types">More types to generate, separated by commas or blanks.</param>
/// <param name="Content">The file.</param>
/// <param name="Problem">Why it cannot be read, null when it was.</param>
internal sealed record ObjectInput(string Path, string ClassName, string Namespace, string Types, byte[] Content, string? Problem)
{
    /// <summary>The file's name.</summary>
    internal string FileName => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    public bool Equals(ObjectInput? other) => other is not null && Path == other.Path && ClassName == other.ClassName && Namespace == other.Namespace
        && Types == other.Types && Problem == other.Problem && Content.AsSpan().SequenceEqual(other.Content);

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode() ^ Content.Length;
}
