using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Borescope.Objects.Writing;

/// <summary>
/// Finds functions that several programs have: each program carries those that it calls, while in a file they stand once. Two are one when names, types,
/// code and everything that they refer to are equal.
/// </summary>
internal sealed class SharedParts
{
    private readonly Dictionary<string, FunctionPart> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<FunctionPart, FunctionPart> _shared = [];
    private readonly Dictionary<FunctionPart, int> _numbers = [];
    private readonly HashSet<FunctionPart> _open = [];

    /// <summary>The functions to be written, callees first.</summary>
    internal List<FunctionPart> Items { get; } = [];

    /// <summary>The one that stands for a function.</summary>
    internal FunctionPart Of(FunctionPart part) => _shared[part];

    /// <summary>Adds a function with all that it calls.</summary>
    /// <param name="part">The function.</param>
    /// <param name="isEntry">Whether it is a program or a function that others can call: these are never left out.</param>
    internal void Add(FunctionPart part, bool isEntry) => Add(part, isEntry, 0);

    private void Add(FunctionPart part, bool isEntry, int depth)
    {
        if (_shared.ContainsKey(part))
            return;
        if (depth > ObjectLimits.MaxCallDepth)
            throw new ObjectWriteException($"function {part.Function.Name} of program {part.Program.Name} is reached by more than {ObjectLimits.MaxCallDepth} calls within calls");
        _open.Add(part);
        foreach (var target in part.Targets.Values)
        {
            if (_open.Contains(target))
                throw new ObjectWriteException($"function {target.Function.Name} of program {part.Program.Name} calls itself, which no kernel takes");
            Add(target, isEntry: false, depth + 1);
        }

        _open.Remove(part);
        var key = KeyOf(part);
        var known = _known.GetValueOrDefault(key);
        if (known is null || isEntry)
        {
            known = part;
            _known.TryAdd(key, part);
            _numbers.Add(part, Items.Count);
            Items.Add(part);
        }

        _shared.Add(part, known);
    }

    private string KeyOf(FunctionPart part)
    {
        var text = new StringBuilder(part.Count * 20);
        text.Append(CultureInfo.InvariantCulture, $"{part.Function.Name}\n{part.Function.BtfTypeId}\n");
        for (var slot = 0; slot < part.Count; slot++)
        {
            var instruction = part.Program.Instructions[part.Start + slot];
            if (part.Targets.TryGetValue(slot, out var target))
            {
                text.Append(CultureInfo.InvariantCulture, $"calls {_numbers[_shared[target]]} ");
                instruction = instruction with { Immediate = 0 };
            }

            text.Append(CultureInfo.InvariantCulture, $"{instruction.Opcode:x2}{instruction.Destination:x}{instruction.Source:x}{instruction.Offset:x4}{instruction.Immediate:x8}\n");
        }

        foreach (var item in part.Relocations)
            text.Append(CultureInfo.InvariantCulture, $"{item.InstructionIndex} {item.Kind} {item.Addend} {item.Symbol}\n");
        foreach (var item in part.CoreRelocations)
            text.Append(CultureInfo.InvariantCulture, $"{item.InstructionIndex} {item.TypeId} {item.Kind} {item.Access}\n");
        foreach (var item in part.Lines)
            text.Append(CultureInfo.InvariantCulture, $"{item.InstructionIndex} {item.FileNameOffset} {item.LineTextOffset} {item.LineColumn}\n");
        return text.ToString();
    }
}
