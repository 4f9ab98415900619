using System.Collections.Generic;
using System.Linq;
using Borescope.Objects;

namespace Borescope.Tests.Objects;

/// <summary>Holds two objects against each other, everything that loading looks at.</summary>
internal static class SameObject
{
    internal static void Assert(ObjectSpec expected, ObjectSpec actual)
    {
        Xunit.Assert.Equal((expected.License, expected.KernelVersion), (actual.License, actual.KernelVersion));
        Xunit.Assert.Equal(expected.Maps.Select(static map => map.Name), actual.Maps.Select(static map => map.Name));
        foreach (var (left, right) in expected.Maps.Zip(actual.Maps))
            Assert(left, right);
        Xunit.Assert.Equal(expected.Variables.Select(Line), actual.Variables.Select(Line));
        Xunit.Assert.Equal(expected.Externs, actual.Externs);
        Assert(expected.Programs, actual.Programs);
        Assert(expected.Subprograms, actual.Subprograms);
        Xunit.Assert.Equal(expected.OperationTables.Count, actual.OperationTables.Count);
        foreach (var (left, right) in expected.OperationTables.Zip(actual.OperationTables))
        {
            Xunit.Assert.Equal((left.Section, left.Name, left.TypeId), (right.Section, right.Name, right.TypeId));
            Xunit.Assert.Equal(left.Value, right.Value);
            Xunit.Assert.Equal(left.Members, right.Members);
        }
    }

    private static void Assert(MapSpec left, MapSpec right)
    {
        Xunit.Assert.Equal(left.InitialValue, right.InitialValue);
        Xunit.Assert.Equal(left.Entries, right.Entries);
        Xunit.Assert.Equal(left, right with { InitialValue = left.InitialValue, Entries = left.Entries });
    }

    private static void Assert(IEnumerable<ProgramSpec> expected, IEnumerable<ProgramSpec> actual)
    {
        Xunit.Assert.Equal(expected.Select(static program => program.Name), actual.Select(static program => program.Name));
        foreach (var (left, right) in expected.Zip(actual))
        {
            Xunit.Assert.Equal(left.Instructions, right.Instructions);
            Xunit.Assert.Equal(left.Relocations, right.Relocations);
            Xunit.Assert.Equal(left.CoreRelocations, right.CoreRelocations);
            Xunit.Assert.Equal(left.Functions, right.Functions);
            Xunit.Assert.Equal(left.Lines, right.Lines);
            Xunit.Assert.Equal(left, right with
            {
                Instructions = left.Instructions, Relocations = left.Relocations, CoreRelocations = left.CoreRelocations, Functions = left.Functions, Lines = left.Lines,
            });
        }
    }

    private static (string, string, int, int, uint, bool, string) Line(VariableSpec variable) =>
        (variable.Name, variable.Map, variable.Offset, variable.Size, variable.TypeId, variable.IsGlobal, System.Convert.ToHexString(variable.Value));
}
