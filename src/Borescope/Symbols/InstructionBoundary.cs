using System;
using Borescope.Elf;
using Iced.Intel;

namespace Borescope.Symbols;

/// <summary>
/// Checks that a probe inside a function hits the start of an instruction. The kernel does not check this for user code: a probe in the middle
/// of an instruction kills the target with SIGILL.
/// </summary>
internal static class InstructionBoundary
{
    private const int Arm64InstructionBytes = 4;

    /// <summary>Whether a place can be probed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">File offset of the function.</param>
    /// <param name="length">Bytes behind the function's start.</param>
    /// <param name="diagnostic">Why not, with the nearest boundaries.</param>
    internal static bool Check(ElfFile file, ulong start, ulong length, out string? diagnostic)
    {
        diagnostic = null;
        if (length == 0)
            return true;
        switch (file.Header.Machine)
        {
            case ElfMachine.Arm64:
                if (length % Arm64InstructionBytes == 0)
                    return true;
                diagnostic = $"+{length} is not the start of an instruction: instructions have {Arm64InstructionBytes} bytes, so +{length & ~3ul} and +{(length & ~3ul) + 4} are";
                return false;
            case ElfMachine.X64 or ElfMachine.I386:
                return CheckX86(file, start, length, out diagnostic);
            default:
                diagnostic = $"instruction boundaries of {HostMachine.NameOf(file.Header.Machine)} are not known";
                return false;
        }
    }

    private static bool CheckX86(ElfFile file, ulong start, ulong length, out string? diagnostic)
    {
        const int LongestInstruction = 15;
        diagnostic = null;
        var available = (ulong)file.Length - Math.Min(start, (ulong)file.Length);
        if (length > SymbolLimits.MaxDecodedBytes || length >= available
            || !file.TryGet(start, Math.Min(length + LongestInstruction, available), out var bytes))
        {
            diagnostic = $"+{length} is too far behind the start of the function to be checked";
            return false;
        }

        var code = bytes.ToArray();
        var decoder = Decoder.Create(file.Header.Is64 ? 64 : 32, new ByteArrayCodeReader(code));
        var before = 0ul;
        while (decoder.IP < length)
        {
            before = decoder.IP;
            decoder.Decode(out var instruction);
            if (instruction.IsInvalid)
            {
                diagnostic = $"the code before +{length} cannot be decoded: no instruction at +{before}";
                return false;
            }
        }

        if (decoder.IP == length)
            return true;
        diagnostic = $"+{length} is not the start of an instruction; the nearest are +{before} and +{decoder.IP}";
        return false;
    }
}
