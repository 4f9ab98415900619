namespace Borescope.Symbols.Demangling;

/// <summary>What the form of a function's name says about its signature.</summary>
internal struct CppNameTraits
{
    /// <summary>The last component has template arguments: the result type is part of the name.</summary>
    internal bool IsTemplate;

    /// <summary>Constructor, destructor or conversion: no result type.</summary>
    internal bool HasNoReturnType;

    /// <summary>Qualifiers behind the parameters: <c> const</c>, <c> &amp;</c>.</summary>
    internal string? Suffix;
}
