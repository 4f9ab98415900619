using System.Collections.Generic;
using System.Globalization;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Programs;

namespace Borescope.Cli.Objects;

/// <summary>Compares programs as the kernel rewrote them; what differs from load to load counts by what it stands for: numbers of maps by the maps' names, addresses in the kernel as such.</summary>
internal sealed class CodeComparison(ISystemCalls calls)
{
    private readonly Dictionary<uint, string> _names = [];

    /// <summary>The first difference in words, null when there is none.</summary>
    internal string? Compare(BpfProgram left, BpfProgram right)
    {
        BpfInstruction[] code = left.ReadTranslated();
        BpfInstruction[] other = right.ReadTranslated();
        for (int index = 0; index < code.Length && index < other.Length; index++)
        {
            if (AreKernelAddresses(code, other, index))
            {
                index++;
                continue;
            }
            if (!AreSame(code[index], other[index]))
            {
                return string.Create(CultureInfo.InvariantCulture, $"differs at instruction {index}: {Describe(code[index])}, there {Describe(other[index])}");
            }
        }
        return code.Length == other.Length ? null : string.Create(CultureInfo.InvariantCulture, $"differs in length: {code.Length} instructions, there {other.Length}");
    }

    // What the kernel writes into calls of timers, lists and their kind are addresses of this program's own things.
    private static bool AreKernelAddresses(BpfInstruction[] code, BpfInstruction[] other, int index)
    {
        BpfInstruction left = code[index], right = other[index];
        return left is { IsWide: true, Source: 0 } && left with { Immediate = 0 } == right with { Immediate = 0 } && index + 1 < code.Length && index + 1 < other.Length
            && IsKernel(code[index + 1]) && IsKernel(other[index + 1]);

        static bool IsKernel(BpfInstruction second) => (uint)second.Immediate >= 0xff000000;
    }

    private bool AreSame(BpfInstruction left, BpfInstruction right)
    {
        bool isMap = left is { IsWide: true, Source: BpfOpcode.PseudoMapFd or BpfOpcode.PseudoMapValue };
        return isMap ? left with { Immediate = 0 } == right with { Immediate = 0 } && NameOf(left) == NameOf(right) : left == right;
    }

    private string NameOf(BpfInstruction slot)
    {
        uint id = (uint)slot.Immediate;
        if (!_names.TryGetValue(id, out string? name))
        {
            _names.Add(id, name = MapInfo.Find(calls, id)?.Name ?? "(gone)");
        }
        return name;
    }

    private static string Describe(BpfInstruction slot) =>
        string.Create(CultureInfo.InvariantCulture, $"{slot.Opcode:x2} r{slot.Destination} r{slot.Source} {slot.Offset} 0x{slot.Immediate:x}");
}
