namespace Borescope.Compiler.Instructions;

/// <summary>Parts of operation codes (RFC 9669, sections 3 to 5).</summary>
public static class BpfOpcode
{
#pragma warning disable CS1591 // The names are those of the standard.
    // Classes.
    public const byte Ld = 0;
    public const byte Ldx = 1;
    public const byte St = 2;
    public const byte Stx = 3;
    public const byte Alu = 4;
    public const byte Jmp = 5;
    public const byte Jmp32 = 6;
    public const byte Alu64 = 7;

    // Operand kind of arithmetic and jumps.
    public const byte Imm = 0x00;
    public const byte Reg = 0x08;

    // Sizes.
    public const byte W = 0x00;
    public const byte H = 0x08;
    public const byte B = 0x10;
    public const byte DW = 0x18;

    // Modes.
    public const byte ModeImm = 0x00;
    public const byte ModeAbs = 0x20;
    public const byte ModeInd = 0x40;
    public const byte ModeMem = 0x60;
    public const byte ModeMemSx = 0x80;
    public const byte ModeAtomic = 0xc0;

    // Arithmetic.
    public const byte Add = 0x00;
    public const byte Sub = 0x10;
    public const byte Mul = 0x20;
    public const byte Div = 0x30;
    public const byte Or = 0x40;
    public const byte And = 0x50;
    public const byte Lsh = 0x60;
    public const byte Rsh = 0x70;
    public const byte Neg = 0x80;
    public const byte Mod = 0x90;
    public const byte Xor = 0xa0;
    public const byte Mov = 0xb0;
    public const byte Arsh = 0xc0;
    public const byte End = 0xd0;

    // Jumps.
    public const byte Ja = 0x00;
    public const byte Jeq = 0x10;
    public const byte Jgt = 0x20;
    public const byte Jge = 0x30;
    public const byte Jset = 0x40;
    public const byte Jne = 0x50;
    public const byte Jsgt = 0x60;
    public const byte Jsge = 0x70;
    public const byte Call = 0x80;
    public const byte Exit = 0x90;
    public const byte Jlt = 0xa0;
    public const byte Jle = 0xb0;
    public const byte Jslt = 0xc0;
    public const byte Jsle = 0xd0;
    public const byte Jcond = 0xe0;

    // Whole codes.
    public const byte LoadImmediate64 = Ld | DW | ModeImm;
    public const byte HelperCall = Jmp | Call;
    public const byte ExitProgram = Jmp | Exit;

    // Immediate of atomics.
    public const int AtomicFetch = 1;
    public const int AtomicExchange = 0xe0 | AtomicFetch;
    public const int AtomicCompareExchange = 0xf0 | AtomicFetch;
    public const int AtomicLoadAcquire = 0x100;
    public const int AtomicStoreRelease = 0x110;

    // Source register of ld_imm64.
    public const byte PseudoMapFd = 1;
    public const byte PseudoMapValue = 2;
    public const byte PseudoBtfId = 3;
    public const byte PseudoFunction = 4;
    public const byte PseudoMapIndex = 5;
    public const byte PseudoMapIndexValue = 6;

    // Source register of call.
    public const byte PseudoCall = 1;
    public const byte PseudoKfuncCall = 2;
#pragma warning restore CS1591
}
