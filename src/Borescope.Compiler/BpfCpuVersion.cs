namespace Borescope.Compiler;

/// <summary>Instruction set level, as in clang's -mcpu.</summary>
public enum BpfCpuVersion
{
    /// <summary>The first set; jumps compare only with eq, ne, gt, ge, set, sgt, sge.</summary>
    V1 = 1,

    /// <summary>Adds lt and le jumps (Linux 4.14).</summary>
    V2 = 2,

    /// <summary>Adds 32-bit jumps (Linux 5.1) and atomics that fetch (5.12).</summary>
    V3 = 3,

    /// <summary>Adds sign-extending moves and loads, signed division, bswap, gotol (Linux 6.6).</summary>
    V4 = 4,
}
