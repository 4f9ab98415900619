namespace Borescope.Compiler.CodeGeneration;

/// <summary>A local object or a spilled register on the stack.</summary>
internal sealed class FrameObject(int size, int alignment, string name)
{
    public int Size { get; } = size;

    public int Alignment { get; } = alignment;

    public string Name { get; } = name;

    /// <summary>Distance from r10, negative once laid out.</summary>
    public int Offset { get; set; }

    /// <summary>Whether its address is stored somewhere: it then never shares its bytes.</summary>
    public bool Escapes { get; set; }
}
