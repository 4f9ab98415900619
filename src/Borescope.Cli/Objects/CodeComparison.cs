using System.Collections.Generic;
using System.Globalization;
using Borescope.Compiler.Instructions;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Programs;

namespace Borescope.Cli.Objects;

/// <summary>Compares programs as the kernel rewrote them; numbers of maps, which differ from load to load, count by the maps' names.</summary>
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
            if (!AreSame(code[index], other[index]))
            {
                return string.Create(CultureInfo.InvariantCulture, $"differs at instruction {index}: {Describe(code[index])}, there {Describe(other[index])}");
            }
        }
        return code.Length == other.Length ? null : string.Create(CultureInfo.InvariantCulture, $"differs in length: {code.Length} instructions, there {other.Length}");
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
