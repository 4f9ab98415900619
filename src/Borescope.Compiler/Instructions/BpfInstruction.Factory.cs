namespace Borescope.Compiler.Instructions;

/// <content>Making instructions by hand: feature probes, loaders, tests.</content>
public readonly partial record struct BpfInstruction
{
    /// <summary>Frame pointer.</summary>
    public const byte FramePointer = 10;

    /// <summary>dst = src (64 bits).</summary>
    public static BpfInstruction Move(byte destination, byte source) => new(BpfOpcode.Alu64 | BpfOpcode.Mov | BpfOpcode.Reg, destination, source, 0, 0);

    /// <summary>dst = constant, sign-extended to 64 bits.</summary>
    public static BpfInstruction MoveImmediate(byte destination, int value) => new(BpfOpcode.Alu64 | BpfOpcode.Mov, destination, 0, 0, value);

    /// <summary>dst = dst op src; <paramref name="operation"/> is an arithmetic code such as <see cref="BpfOpcode.Add"/>.</summary>
    public static BpfInstruction Alu(byte operation, byte destination, byte source, bool is64 = true) =>
        new((byte)((is64 ? BpfOpcode.Alu64 : BpfOpcode.Alu) | operation | BpfOpcode.Reg), destination, source, 0, 0);

    /// <summary>dst = dst op constant.</summary>
    public static BpfInstruction AluImmediate(byte operation, byte destination, int value, bool is64 = true) =>
        new((byte)((is64 ? BpfOpcode.Alu64 : BpfOpcode.Alu) | operation), destination, 0, 0, value);

    /// <summary>dst = memory at base + offset; <paramref name="size"/> is a code such as <see cref="BpfOpcode.DW"/>.</summary>
    public static BpfInstruction Load(byte size, byte destination, byte @base, short offset) =>
        new((byte)(BpfOpcode.Ldx | BpfOpcode.ModeMem | size), destination, @base, offset, 0);

    /// <summary>Memory at base + offset = src.</summary>
    public static BpfInstruction Store(byte size, byte @base, short offset, byte source) =>
        new((byte)(BpfOpcode.Stx | BpfOpcode.ModeMem | size), @base, source, offset, 0);

    /// <summary>Memory at base + offset = constant.</summary>
    public static BpfInstruction StoreImmediate(byte size, byte @base, short offset, int value) =>
        new((byte)(BpfOpcode.St | BpfOpcode.ModeMem | size), @base, 0, offset, value);

    /// <summary>Goes on <paramref name="distance"/> slots behind the next one.</summary>
    public static BpfInstruction Jump(short distance) => new(BpfOpcode.Jmp | BpfOpcode.Ja, 0, 0, distance, 0);

    /// <summary>The same when dst compares to the constant as <paramref name="condition"/> says, a code such as <see cref="BpfOpcode.Jeq"/>.</summary>
    public static BpfInstruction JumpIf(byte condition, byte destination, int value, short distance) =>
        new((byte)(BpfOpcode.Jmp | condition), destination, 0, distance, value);

    /// <summary>Calls the helper of that number.</summary>
    public static BpfInstruction Call(int helper) => new(BpfOpcode.HelperCall, 0, 0, 0, helper);

    /// <summary>Leaves the function with r0.</summary>
    public static BpfInstruction Exit() => new(BpfOpcode.ExitProgram, 0, 0, 0, 0);

    /// <summary>First slot of a 64-bit constant load; <paramref name="pseudo"/> says what the constant means, 0 for itself.</summary>
    public static BpfInstruction WideLow(byte destination, long value, byte pseudo = 0) => new(BpfOpcode.LoadImmediate64, destination, pseudo, 0, (int)value);

    /// <summary>Second slot of a 64-bit constant load.</summary>
    public static BpfInstruction WideHigh(long value) => new(0, 0, 0, 0, (int)(value >> 32));
}
