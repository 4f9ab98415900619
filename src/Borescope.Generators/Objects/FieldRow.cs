namespace Borescope.Generators.Objects;

/// <summary>One member of a structure, as C# declares it.</summary>
/// <param name="Name">C# name.</param>
/// <param name="Type">C# type of the member; of a bit field the type of its value.</param>
/// <param name="Declaration">Declaration in C.</param>
/// <param name="Offset">Bytes from the start; of a bit field of the word that holds it.</param>
internal sealed record FieldRow(string Name, string Type, string Declaration, int Offset)
{
    /// <summary>Name in C.</summary>
    internal string Spelling { get; init; } = "";

    /// <summary>Bytes; of a bit field 0.</summary>
    internal int Size { get; init; }

    /// <summary>Of a bit field the unsigned C# type of the word that holds it, else null.</summary>
    internal string? Word { get; init; }

    /// <summary>Lowest bit of a bit field in its word.</summary>
    internal int Shift { get; init; }

    /// <summary>Bits of a bit field.</summary>
    internal int Bits { get; init; }

    /// <summary>Bits of the word.</summary>
    internal int WordBits { get; init; }

    /// <summary>Whether a bit field has a sign.</summary>
    internal bool IsSigned { get; init; }
}
