namespace Borescope.Generators.Objects;

/// <summary>Upper bounds for what one object can make the generator write.</summary>
internal static class GeneratorLimits
{
    /// <summary>Largest object file in bytes that becomes part of an assembly.</summary>
    internal const int MaxContentBytes = 8 << 20;

    /// <summary>Most types of one object.</summary>
    internal const int MaxTypes = 2048;

    /// <summary>Most members of one structure, those of its unnamed parts included, and most values of an enumeration.</summary>
    internal const int MaxMembers = 4096;

    /// <summary>Largest type in bytes: the runtime's bound for inline arrays.</summary>
    internal const int MaxTypeBytes = 1 << 20;

    /// <summary>Deepest nesting of types.</summary>
    internal const int MaxDepth = 24;
}
