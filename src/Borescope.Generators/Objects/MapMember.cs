using Borescope.Kernel;

namespace Borescope.Generators.Objects;

/// <summary>A map as a member of the class.</summary>
/// <param name="Name">Name in the object.</param>
/// <param name="Type">Its type.</param>
/// <param name="View">The typed view with its type arguments; null when the map is reached as bytes.</param>
internal sealed record MapMember(string Name, BpfMapType Type, string? View)
{
    internal void Write(CodeWriter code, NameScope names)
    {
        var pascal = Identifiers.Pascal(Name);
        var name = names.Claim(pascal, "Map");
        var literal = CodeWriter.Literal(Name);
        code.Gap();
        code.Summary($"Map {CodeWriter.Code(Name)} of type {Type}.");
        code.Line(View is null ? $"public BpfMap {name} => Object.Maps[{literal}];" : $"public {View} {name} => new(Object.Maps[{literal}]);");
        if (Type is BpfMapType.RingBuffer or BpfMapType.PerfEventArray)
        {
            code.Gap();
            code.Summary($"The records of buffer {CodeWriter.Code(Name)} as they come, until cancelled.");
            code.Line("/// <typeparam name=\"T\">What the programs put there.</typeparam>");
            code.Line($"public IAsyncEnumerable<T> {names.Claim("Read" + pascal, "Map")}<T>(CancellationToken cancellation = default)");
            code.Line($"    where T : unmanaged => Object.ReadAsync<T>({literal}, cancellation);");
        }
        else if (MapViews.FindOpened(Type) is { } opened)
        {
            code.Gap();
            code.Summary($"Maps the memory of {CodeWriter.Code(Name)} into this process; to be disposed of before this object.");
            code.Line("/// <exception cref=\"Borescope.Kernel.BpfException\">The kernel refused.</exception>");
            code.Line($"public {opened} {names.Claim("Open" + pascal, "Map")}() => new(Object.Maps[{literal}]);");
        }
    }
}
