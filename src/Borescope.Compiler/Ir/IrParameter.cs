namespace Borescope.Compiler.Ir;

/// <summary>A function parameter; it arrives in register r1 + <see cref="Index"/>.</summary>
public sealed class IrParameter : IrValue
{
    internal IrParameter(IrType type, int index, string name)
        : base(type)
    {
        Index = index;
        Name = name;
    }

    /// <summary>Position, from 0.</summary>
    public int Index { get; }

    /// <summary>Name for texts and BTF.</summary>
    public string Name { get; }
}
