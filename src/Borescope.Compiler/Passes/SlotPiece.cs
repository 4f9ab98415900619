using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>A run of bytes of a local object that is always accessed together; a scalar one becomes a variable in SSA form.</summary>
internal sealed class SlotPiece(IrInstruction slot, int start, int end)
{
    public IrInstruction Slot { get; } = slot;

    public int Start { get; set; } = start;

    public int End { get; set; } = end;

    /// <summary>Number among the promoted variables.</summary>
    public int Variable { get; set; } = -1;

    /// <summary>Whether a store covers it only in part: it stays in memory.</summary>
    public bool IsMixed { get; set; }

    /// <summary>Type of the variable.</summary>
    public IrType Type { get; set; } = IrType.Void;

    public int Size => End - Start;

    public bool IsScalar => !IsMixed && Size is 1 or 2 or 4 or 8;

    public bool Covers(int offset, int size) => offset >= Start && offset + size <= End;

    /// <summary>Notes an access of the whole piece: addresses and truth values keep their type when all accesses agree.</summary>
    public void Note(IrType type)
    {
        IrType integer = IrTypes.OfBytes(Size);
        if (Type == IrType.Void)
        {
            Type = type;
        }
        else if (Type != type)
        {
            Type = Type == IrType.Pointer || type == IrType.Pointer ? IrType.Pointer : integer;
        }
    }
}
