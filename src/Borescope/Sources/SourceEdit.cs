namespace Borescope.Sources;

/// <summary>A piece of a source and what stands for it.</summary>
/// <param name="Start">The first character.</param>
/// <param name="Length">Characters.</param>
/// <param name="Text">What stands there instead; of as many lines.</param>
internal readonly record struct SourceEdit(int Start, int Length, string Text);
