namespace Borescope.Objects.Reading;

/// <summary>What an instruction refers to.</summary>
/// <param name="Kind">Kind of thing.</param>
/// <param name="Name">Map or extern.</param>
/// <param name="Section">Section of a function.</param>
/// <param name="Slot">First slot of a function in its section.</param>
internal readonly record struct CodeReference(CodeReferenceKind Kind, string Name, int Section = 0, int Slot = 0);

/// <summary>Kinds of things that instructions refer to.</summary>
internal enum CodeReferenceKind
{
    Map,
    MapValue,
    Extern,
    ExternCall,
    Function,
}
