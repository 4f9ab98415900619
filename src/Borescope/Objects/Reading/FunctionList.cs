using System.Collections.Generic;
using Borescope.Compiler.Instructions;

namespace Borescope.Objects.Reading;

/// <summary>The functions of an object file, by section and by place.</summary>
internal sealed class FunctionList
{
    private readonly Dictionary<int, List<FunctionBody>> _bySection = [];
    private readonly Dictionary<(int Section, int Slot), FunctionBody> _byStart = [];

    /// <summary>All, in the order of the symbols.</summary>
    internal List<FunctionBody> Items { get; } = [];

    internal void Add(FunctionBody function)
    {
        Items.Add(function);
        if (!_bySection.TryGetValue(function.Section, out var list))
            _bySection.Add(function.Section, list = []);
        list.Add(function);

        // Aliases of one function are the same code.
        _byStart.TryAdd((function.Section, function.Start), function);
    }

    /// <summary>The functions of a section, in the order of the symbols.</summary>
    internal List<FunctionBody> Of(int section) => _bySection.TryGetValue(section, out var list) ? list : [];

    /// <summary>The function that starts at a slot, null when none does.</summary>
    internal FunctionBody? At(int section, int slot) => _byStart.GetValueOrDefault((section, slot));

    /// <summary>The function that starts at a byte, null when none does.</summary>
    internal FunctionBody? AtByte(int section, ulong offset) =>
        offset % BpfInstruction.Size == 0 && offset / BpfInstruction.Size <= int.MaxValue ? At(section, (int)(offset / BpfInstruction.Size)) : null;
}
