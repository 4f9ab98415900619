using Borescope.Compiler.Instructions;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Access sizes behind opcode size fields.</summary>
internal static class MachineSizes
{
    public static int Bytes(int code) => code switch
    {
        BpfOpcode.B => 1,
        BpfOpcode.H => 2,
        BpfOpcode.W => 4,
        _ => 8,
    };
}
