using Borescope.Kernel;

namespace Borescope.Generators.Objects;

/// <summary>A map as a member of the class.</summary>
/// <param name="Name">Name in the object.</param>
/// <param name="Type">Its type.</param>
/// <param name="Key">C# type of a key; null when the map is reached as bytes.</param>
/// <param name="Value">C# type of a value.</param>
internal sealed record MapMember(string Name, BpfMapType Type, string? Key, string? Value)
{
    internal void Write(CodeWriter code, string name)
    {
        var literal = CodeWriter.Literal(Name);
        code.Gap();
        code.Summary($"Map {CodeWriter.Code(Name)} of type {Type}.");
        code.Line(Key is null ? $"public BpfMap {name} => Object.Maps[{literal}];" : $"public BpfMap<{Key}, {Value}> {name} => new(Object.Maps[{literal}]);");
    }
}
