namespace Borescope.Objects;

/// <summary>A name that the kernel provides when the object is loaded.</summary>
public sealed record ExternSpec
{
    /// <summary>Name as the source spells it.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public required ExternKind Kind { get; init; }

    /// <summary>Whether the object can do without it: a missing one is zero.</summary>
    public bool IsWeak { get; init; }

    /// <summary>Its type in the object's BTF: of a variable the variable's type, of a function the FUNC; 0 for none.</summary>
    public uint TypeId { get; init; }

    /// <summary>For configuration values: where it lies in the map <c>.kconfig</c>, in bytes.</summary>
    public int Offset { get; init; }

    /// <summary>For configuration values: its bytes.</summary>
    public int Size { get; init; }
}
