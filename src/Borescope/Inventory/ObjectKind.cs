namespace Borescope.Inventory;

/// <summary>Kinds of objects that the kernel numbers.</summary>
public enum ObjectKind
{
    /// <summary>A program.</summary>
    Program,

    /// <summary>A map.</summary>
    Map,

    /// <summary>A link: a program attached somewhere.</summary>
    Link,

    /// <summary>Types (BTF): of the kernel, a module or a program.</summary>
    Types,
}
