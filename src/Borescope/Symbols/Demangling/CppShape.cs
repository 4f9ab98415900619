namespace Borescope.Symbols.Demangling;

/// <summary>What a type is, as far as pointers to it are written differently.</summary>
internal enum CppShape
{
    /// <summary>Pointers add a star.</summary>
    Plain,

    /// <summary>A function: pointers need parentheses.</summary>
    Function,

    /// <summary>An array: pointers need parentheses.</summary>
    Array,

    /// <summary>A reference: references to it collapse.</summary>
    LeftReference,

    /// <summary>An rvalue reference.</summary>
    RightReference,
}
