namespace Borescope.Compiler.Ir;

/// <summary>A map referred to by name; what the map is like, the loader knows.</summary>
/// <param name="name">Name of the map in the object.</param>
public sealed class IrMap(string name)
{
    /// <summary>Name of the map in the object.</summary>
    public string Name { get; } = name;
}
