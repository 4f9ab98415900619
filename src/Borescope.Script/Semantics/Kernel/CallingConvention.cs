using System.Runtime.InteropServices;

namespace Borescope.Script.Semantics.Kernel;

/// <summary>How C hands arguments to functions, as far as it decides which of them <c>argN</c> reads.</summary>
/// <param name="Registers">Registers for integers and pointers; further ones are on the stack.</param>
/// <param name="FloatRegisters">Registers for floating point numbers, which probes do not see; further ones are on the stack.</param>
/// <param name="BigByReference">Whether a structure of more than 16 bytes is handed over as a pointer, and not on the stack.</param>
/// <param name="HidesResult">Whether the address for a result of more than 16 bytes comes first, as if it were an argument.</param>
/// <remarks>System V ABI, AMD64 supplement, 3.2.3; Procedure Call Standard for the Arm 64-bit Architecture, 6.8.2.</remarks>
internal sealed record CallingConvention(int Registers, int FloatRegisters, bool BigByReference, bool HidesResult)
{
    private static readonly CallingConvention s_x64 = new(6, 8, false, true);
    private static readonly CallingConvention s_arm64 = new(8, 8, true, false);

    /// <summary>That of the machine this process runs on.</summary>
    public static CallingConvention Current => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? s_arm64 : s_x64;
}
