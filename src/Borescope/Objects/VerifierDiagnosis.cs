using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Compiler;
using Borescope.Kernel;

namespace Borescope.Objects;

/// <summary>What a verifier log says, in words.</summary>
/// <param name="Cause">One line for people.</param>
/// <param name="Hint">Next step, or null.</param>
/// <param name="Message">The verifier's own last message.</param>
/// <param name="InstructionIndex">Slot of the instruction it stopped at, -1 when unknown.</param>
/// <param name="Location">Source of that instruction.</param>
public sealed record VerifierDiagnosis(string Cause, string? Hint, string Message, int InstructionIndex, SourceLocation? Location)
{
    /// <summary>Reads a log.</summary>
    /// <param name="log">The verifier's text.</param>
    /// <param name="lines">Sources of the program's instructions.</param>
    /// <param name="errno">The kernel's answer, for logs that say nothing.</param>
    public static VerifierDiagnosis Read(string log, IReadOnlyList<BpfLineInfo> lines, Errno errno)
    {
        var (message, instruction) = FindMessage(log);
        var location = Locate(lines, instruction);
        if (message.Length == 0)
        {
            var hint = ErrnoHints.Find(errno, KernelOperation.ProgramLoad);
            return new VerifierDiagnosis($"{ErrnoText.Of(errno)} ({errno}), without a reason from the verifier", hint, "", instruction, location);
        }

        var cause = VerifierCauses.Find(message);
        return new VerifierDiagnosis(cause?.Cause ?? message, cause?.Hint, message, instruction, location);
    }

    // The message is the last line that is neither an instruction, nor register state, nor statistics.
    private static (string Message, int Instruction) FindMessage(string log)
    {
        var message = "";
        var lines = log.Split('\n');
        for (var index = lines.Length - 1; index >= 0; index--)
        {
            var line = lines[index].AsSpan().Trim();
            if (TryInstruction(line, out var instruction))
                return (message.Length == 0 ? BehindInstruction(line.ToString()) : message, instruction);
            if (message.Length == 0 && !IsNoise(line))
                message = line.ToString();
        }

        return (message, -1);
    }

    // "40: (55) if r2 != 0x9 goto pc-10 infinite loop detected at insn 31": newer kernels end an instruction's line with the state behind it, or with why there is none.
    private static string BehindInstruction(string line) => VerifierCauses.Find(line) is { } row ? line[line.IndexOf(row.Words, StringComparison.OrdinalIgnoreCase)..] : "";

    private static bool IsNoise(ReadOnlySpan<char> line) =>
        line.IsEmpty
        || line[0] == ';'
        || line.StartsWith("processed ")
        || line.StartsWith("verification time")
        || line.StartsWith("stack depth")
        || line.StartsWith("from ")
        || line.StartsWith("cur state:")
        || line.StartsWith("old state:")
        || line.StartsWith("mark_precise")
        || line.StartsWith("arg#0 ")
        || (line[0] == 'R' && line.Length > 2 && char.IsAsciiDigit(line[1]) && line.IndexOfAny("=(") is 2 or 3)
        || line.StartsWith("R10=");

    // "17: (85) call bpf_map_lookup_elem#1"
    private static bool TryInstruction(ReadOnlySpan<char> line, out int index)
    {
        index = -1;
        var colon = line.IndexOf(':');
        return colon > 0 && line.Length > colon + 3 && line[colon + 2] == '('
            && int.TryParse(line[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    private static SourceLocation? Locate(IReadOnlyList<BpfLineInfo> lines, int instruction)
    {
        SourceLocation? found = null;
        if (instruction < 0)
            return null;
        foreach (var line in lines)
        {
            if (line.InstructionIndex > instruction)
                break;
            found = line.Location;
        }

        return found;
    }
}
