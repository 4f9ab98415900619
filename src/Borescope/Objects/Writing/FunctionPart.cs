using System.Collections.Generic;
using Borescope.Compiler;

namespace Borescope.Objects.Writing;

/// <summary>A function of a program, with what belongs to it by slots from its own start; parts that say the same are written once.</summary>
/// <param name="Program">The program that holds it.</param>
/// <param name="Start">Its first slot in the program.</param>
/// <param name="Count">Slots.</param>
/// <param name="Function">Name and type.</param>
internal sealed record FunctionPart(ProgramSpec Program, int Start, int Count, BpfFunctionInfo Function)
{
    internal List<BpfRelocation> Relocations { get; } = [];

    internal List<CoreRelocation> CoreRelocations { get; } = [];

    internal List<BpfLineInfo> Lines { get; } = [];

    /// <summary>What its calls and addresses of functions lead to, by slot.</summary>
    internal SortedDictionary<int, FunctionPart> Targets { get; } = [];

    /// <summary>Where it is written.</summary>
    internal ElfImage.Section? Section { get; set; }

    /// <summary>First slot in <see cref="Section"/>.</summary>
    internal int Place { get; set; }

    /// <summary>Its symbol.</summary>
    internal ElfImage.Symbol? Symbol { get; set; }

    // A part is itself, whatever it holds.
    public bool Equals(FunctionPart? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
