using System.Collections.Generic;

namespace Borescope.Generators.Objects;

/// <summary>A C# type that stands for one of the object's.</summary>
/// <param name="Name">C# name.</param>
/// <param name="Spelling">Name in C.</param>
internal abstract record TypeDeclaration(string Name, string Spelling);

/// <summary>A structure or union.</summary>
/// <param name="Name">C# name.</param>
/// <param name="Spelling">Name in C.</param>
/// <param name="Size">Bytes.</param>
internal sealed record StructDeclaration(string Name, string Spelling, int Size) : TypeDeclaration(Name, Spelling)
{
    internal List<FieldRow> Fields { get; } = [];

    /// <summary>Declarations in C of members that C# cannot express.</summary>
    internal List<string> Omitted { get; } = [];
}

/// <summary>An enumeration.</summary>
/// <param name="Name">C# name.</param>
/// <param name="Spelling">Name in C.</param>
/// <param name="Underlying">C# type of the values.</param>
internal sealed record EnumDeclaration(string Name, string Spelling, string Underlying) : TypeDeclaration(Name, Spelling)
{
    internal List<(string Name, string Value)> Values { get; } = [];
}

/// <summary>An array of fixed length.</summary>
/// <param name="Name">C# name.</param>
/// <param name="Spelling">Name in C.</param>
/// <param name="Element">C# type of an element.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="IsText">Whether it is an array of characters.</param>
internal sealed record ArrayDeclaration(string Name, string Spelling, string Element, int Count, bool IsText) : TypeDeclaration(Name, Spelling);
