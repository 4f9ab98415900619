namespace Borescope.Compiler;

/// <summary>How to compile.</summary>
public sealed class CompilerOptions
{
    /// <summary>Instruction set to stay within.</summary>
    public BpfCpuVersion Cpu { get; init; } = BpfCpuVersion.V3;

    /// <summary>
    /// Local objects above this many bytes go to the per-CPU scratch map; the limit is lowered by itself when the frame would not fit into the
    /// 512-byte stack.
    /// </summary>
    public int OnStackObjectLimit { get; init; } = 64;

    /// <summary>Run the optimising passes; off only to find out whether one of them is wrong.</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>Check the IR after every pass (slow; for tests and debugging).</summary>
    public bool VerifyEachPass { get; init; }

    /// <summary>Leave out BTF, func_info and line_info (kernels before 5.0, or no BTF wanted).</summary>
    public bool OmitBtf { get; init; }
}
