using System;
using System.Collections.Generic;
using Borescope.Fuzz.Targets;

namespace Borescope.Fuzz;

/// <summary>All targets, by name.</summary>
internal static class FuzzTargets
{
    internal static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Create(), static target => target.Name);

    internal static FuzzTarget? Find(string name) => Array.Find(Create(), target => target.Name == name);

    private static FuzzTarget[] Create() =>
    [
        new ElfTarget(), new DwarfTarget(), new NoteTarget(), new BtfTarget(), new ObjectTarget(), new InstructionTarget(), .. Array.ConvertAll(TextReaders.All, static row => new TextTarget(row)),
    ];
}
