namespace Borescope.Compiler.Ir;

/// <summary>Something an instruction can take as an operand.</summary>
public abstract class IrValue
{
    private protected IrValue(IrType type) => Type = type;

    /// <summary>Width of the value.</summary>
    public IrType Type { get; internal set; }

    /// <summary>Number within the function, dense; -1 for constants.</summary>
    public int Id { get; internal set; } = -1;

    /// <summary>What a pass found this value to be equal to; resolved in one sweep over all operands.</summary>
    internal IrValue? Replacement { get; set; }

    internal IrValue Resolved
    {
        get
        {
            IrValue v = this;
            while (v.Replacement is { } next)
            {
                v = next;
            }

            return v;
        }
    }
}
