using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Borescope.Script.Lowering;

/// <summary>All facts about a processor that lowering needs: where <c>struct pt_regs</c> keeps registers and which of them carry arguments.</summary>
/// <remarks>Offsets: arch/x86/include/asm/ptrace.h and arch/arm64/include/asm/ptrace.h.</remarks>
public sealed class TargetArchitecture
{
    /// <summary>x86-64, System V calling convention.</summary>
    public static readonly TargetArchitecture X64 = new()
    {
        Name = "x86_64",
        Registers = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["r15"] = 0, ["r14"] = 8, ["r13"] = 16, ["r12"] = 24, ["bp"] = 32, ["bx"] = 40, ["r11"] = 48, ["r10"] = 56, ["r9"] = 64, ["r8"] = 72,
            ["ax"] = 80, ["cx"] = 88, ["dx"] = 96, ["si"] = 104, ["di"] = 112, ["orig_rax"] = 120, ["ip"] = 128, ["pc"] = 128, ["cs"] = 136, ["flags"] = 144,
            ["sp"] = 152, ["ss"] = 160,
        },
        Arguments = ["di", "si", "dx", "cx", "r8", "r9"],
        ReturnValue = "ax",
        InstructionPointer = "ip",
        StackPointer = "sp",
        StackArgumentsAt = 8,
    };

    /// <summary>arm64, AAPCS64.</summary>
    public static readonly TargetArchitecture Arm64 = new()
    {
        Name = "aarch64",
        Registers = Arm64Registers(),
        Arguments = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"],
        ReturnValue = "r0",
        InstructionPointer = "pc",
        StackPointer = "sp",
        StackArgumentsAt = 0,
    };

    /// <summary>The architecture this process runs on.</summary>
    /// <exception cref="PlatformNotSupportedException">Neither x86-64 nor arm64.</exception>
    public static TargetArchitecture Current => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        _ => throw new PlatformNotSupportedException($"Borescope runs on x86-64 and arm64, not on {RuntimeInformation.ProcessArchitecture}."),
    };

    /// <summary>Name as <c>uname -m</c> gives it.</summary>
    public required string Name { get; init; }

    /// <summary>Byte offset in <c>struct pt_regs</c> by the name that <c>reg()</c> takes.</summary>
    public required IReadOnlyDictionary<string, int> Registers { get; init; }

    /// <summary>Registers that carry the first integer arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Register of the return value.</summary>
    public required string ReturnValue { get; init; }

    /// <summary>Instruction pointer.</summary>
    public required string InstructionPointer { get; init; }

    /// <summary>Stack pointer.</summary>
    public required string StackPointer { get; init; }

    /// <summary>Bytes from the stack pointer at function entry to the first argument passed on the stack.</summary>
    public required int StackArgumentsAt { get; init; }

    private static Dictionary<string, int> Arm64Registers()
    {
        var registers = new Dictionary<string, int>(StringComparer.Ordinal) { ["sp"] = 248, ["pc"] = 256, ["ip"] = 256, ["lr"] = 240 };
        for (int i = 0; i < 31; i++)
            registers["r" + i] = 8 * i;
        return registers;
    }
}
