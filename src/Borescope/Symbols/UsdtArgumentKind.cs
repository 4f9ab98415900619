namespace Borescope.Symbols;

/// <summary>Where the argument of a static marker is when the marker is passed.</summary>
public enum UsdtArgumentKind
{
    /// <summary>A number known to the compiler.</summary>
    Constant,

    /// <summary>In a register.</summary>
    Register,

    /// <summary>In memory, at a register plus an offset, maybe plus a scaled index.</summary>
    Memory,

    /// <summary>In a place that Borescope cannot read: a floating point register, or a form it does not know.</summary>
    Unreadable,
}
