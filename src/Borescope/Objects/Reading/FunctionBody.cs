namespace Borescope.Objects.Reading;

/// <summary>One function of an object file: a program, or a sub-program of others.</summary>
/// <param name="Name">Name.</param>
/// <param name="Section">Index of its section.</param>
/// <param name="Start">First slot in the section.</param>
/// <param name="Count">Slots.</param>
/// <param name="IsGlobal">Whether other files can call it.</param>
/// <param name="IsHidden">Whether it is global only until it is linked.</param>
internal sealed record FunctionBody(string Name, int Section, int Start, int Count, bool IsGlobal, bool IsHidden);
