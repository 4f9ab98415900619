namespace Borescope.Symbols;

/// <summary>Which places in user code a probe asks for.</summary>
/// <param name="Target">Path, program name or library name (see <see cref="BinaryLocator.TryLocate"/>).</param>
/// <param name="Function">Name, <c>name@VERSION</c>, a pattern with <c>*</c>, or a C++ name as in the source (<c>ns::Type::method</c>, <c>::function</c>, all overloads); empty to probe <paramref name="Offset"/> as an address.</param>
/// <param name="Offset">Bytes behind the function's start; without a function an address as <c>nm</c> prints it.</param>
public sealed record UserFunctionRequest(string Target, string Function, ulong Offset = 0)
{
    /// <summary>Process whose view of the file system and whose mappings count, 0 for none.</summary>
    public int ProcessId { get; init; }

    /// <summary>A return probe: it has no offset, and breaks Go programs.</summary>
    public bool IsReturn { get; init; }

    /// <summary>Allow places that cannot be checked (symbols without size, addresses outside of known functions) and, with a note, those that are not at the start of an instruction.</summary>
    public bool AllowUnchecked { get; init; }
}
