namespace Borescope.Symbols;

/// <summary>One argument of a static marker.</summary>
/// <param name="Text">The argument as the note has it: <c>-4@%edi</c>.</param>
/// <param name="Kind">Where it is.</param>
/// <param name="Size">Bytes: 1, 2, 4 or 8.</param>
/// <param name="IsSigned">Whether it is a signed number.</param>
public sealed record UsdtArgument(string Text, UsdtArgumentKind Kind, int Size, bool IsSigned)
{
    /// <summary>The constant, or bytes from the registers to the value in memory.</summary>
    public long Offset { get; init; }

    /// <summary>The register, by the short names of <c>struct pt_regs</c> (<c>di</c>, <c>r8</c>, <c>ip</c>; on arm64 <c>r0</c>, <c>sp</c>); empty without.</summary>
    public string Register { get; init; } = "";

    /// <summary>Low bits of <see cref="Register"/> above which the value starts: 8 for <c>%ah</c>.</summary>
    public int Shift { get; init; }

    /// <summary>A second register that is added after scaling; empty without.</summary>
    public string Index { get; init; } = "";

    /// <summary>What <see cref="Index"/> is multiplied with.</summary>
    public int Scale { get; init; } = 1;

    /// <summary>Variable whose address is added while the note is read; empty without.</summary>
    internal string Symbol { get; init; } = "";
}
