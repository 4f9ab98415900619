namespace Borescope.Compiler.CodeGeneration;

/// <summary>Shape of a machine instruction; each becomes one BPF instruction unless noted.</summary>
internal enum MachineKind : byte
{
    /// <summary>Dst = A, 64 bits.</summary>
    Move,

    /// <summary>Dst = low 32 bits of A.</summary>
    Move32,

    /// <summary>Dst = A sign-extended from Imm bits to 64 (or to 32 and then zero-extended). Set v4.</summary>
    MoveSigned,

    /// <summary>Dst = Imm; two slots when it fits neither a signed nor an unsigned 32-bit immediate.</summary>
    LoadImmediate,

    /// <summary>Dst = address of Symbol (+ Offset); two slots.</summary>
    LoadSymbol,

    /// <summary>Dst = address of frame object Slot + Offset; two instructions unless the sum is 0.</summary>
    FrameAddress,

    /// <summary>Dst = Dst op (B or Imm).</summary>
    Alu,

    /// <summary>Dst = -Dst.</summary>
    Negate,

    /// <summary>Dst = Dst in the other byte order; Imm bits.</summary>
    ByteSwap,

    /// <summary>Dst = memory at A + Offset.</summary>
    Load,

    /// <summary>Dst = memory at A + Offset, sign-extended. Set v4.</summary>
    LoadSigned,

    /// <summary>Memory at A + Offset = B or Imm.</summary>
    Store,

    /// <summary>Atomic at A + Offset with B; Dst equals B when the old value is fetched.</summary>
    Atomic,

    /// <summary>Compare and exchange: r0 expected and old value, B the new one.</summary>
    CompareExchange,

    /// <summary>Call; r1 to r[ArgumentCount] in, r0 out, r0 to r5 lost.</summary>
    Call,

    /// <summary>Goes to Target when A (Code) B or Imm.</summary>
    Branch,

    /// <summary>Goes to Target.</summary>
    Jump,

    /// <summary>Leaves with r0.</summary>
    Exit,
}
