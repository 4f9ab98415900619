namespace Borescope.Compiler.CodeGeneration;

/// <summary>
/// One instruction on virtual registers (numbers from <see cref="MachineFunction.FirstVirtual"/>) or real ones (0 to 10).
/// </summary>
internal sealed class MachineInstruction
{
    public MachineInstruction(MachineKind kind) => Kind = kind;

    public MachineKind Kind { get; set; }

    /// <summary>Arithmetic or jump operation, access size, or atomic operation.</summary>
    public int Code { get; set; }

    /// <summary>Whether arithmetic or comparison is on 64 bits.</summary>
    public bool Is64 { get; set; } = true;

    public int Dst { get; set; } = -1;

    public int A { get; set; } = -1;

    public int B { get; set; } = -1;

    public long Imm { get; set; }

    public int Offset { get; set; }

    /// <summary>Frame object that A or the address means; -1 for none.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Frame objects it may access through pointers in registers.</summary>
    public int[]? Touches { get; set; }

    /// <summary>Whether a call may write the objects it reaches, not only read them.</summary>
    public bool MayWriteFrame { get; set; } = true;

    public int ArgumentCount { get; set; }

    /// <summary>Map, function, kernel function name.</summary>
    public object? Symbol { get; set; }

    public MachineBlock? Target { get; set; }

    public SourceLocation? Location { get; set; }

    /// <summary>Whether Dst is read as well as written.</summary>
    public bool ReadsDst => Kind is MachineKind.Alu or MachineKind.Negate or MachineKind.ByteSwap;

    public bool IsTerminator => Kind >= MachineKind.Branch;

    /// <summary>Whether the value can be computed anew anywhere.</summary>
    public bool IsRematerializable => Kind is MachineKind.LoadImmediate or MachineKind.LoadSymbol or MachineKind.FrameAddress;

    /// <summary>Whether it may vanish when nobody reads Dst.</summary>
    public bool IsPure => Kind is < MachineKind.Store and not MachineKind.Load and not MachineKind.LoadSigned;

    public MachineInstruction Clone() => (MachineInstruction)MemberwiseClone();

    public bool SameAs(MachineInstruction o) =>
        Kind == o.Kind && Code == o.Code && Is64 == o.Is64 && Dst == o.Dst && A == o.A && B == o.B && Imm == o.Imm && Offset == o.Offset && Slot == o.Slot
        && ArgumentCount == o.ArgumentCount && Target == o.Target && Equals(Symbol, o.Symbol);
}
