using Borescope.Kernel;

namespace Borescope.Generators.Objects;

/// <summary>A map as a member of the class.</summary>
/// <param name="Name">Name in the object.</param>
/// <param name="Type">Its type.</param>
/// <param name="Key">C# type of a key; null when the map is reached as bytes.</param>
/// <param name="Value">C# type of a value.</param>
internal sealed record MapMember(string Name, BpfMapType Type, string? Key, string? Value)
{
    internal void Write(CodeWriter code, NameScope names)
    {
        var pascal = Identifiers.Pascal(Name);
        var name = names.Claim(pascal, "Map");
        var literal = CodeWriter.Literal(Name);
        code.Gap();
        code.Summary($"Map {CodeWriter.Code(Name)} of type {Type}.");
        if (Type is BpfMapType.RingBuffer or BpfMapType.PerfEventArray)
        {
            code.Line($"public BpfMap {name} => Object.Maps[{literal}];");
            code.Gap();
            code.Summary($"The records of buffer {CodeWriter.Code(Name)} as they come, until cancelled.");
            code.Line("/// <typeparam name=\"T\">What the programs put there.</typeparam>");
            code.Line($"public IAsyncEnumerable<T> {names.Claim("Read" + pascal, "Map")}<T>(CancellationToken cancellation = default)");
            code.Line($"    where T : unmanaged => Object.ReadAsync<T>({literal}, cancellation);");
            return;
        }

        code.Line(Key is null ? $"public BpfMap {name} => Object.Maps[{literal}];" : $"public BpfMap<{Key}, {Value}> {name} => new(Object.Maps[{literal}]);");
    }
}
