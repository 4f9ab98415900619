namespace Borescope.Script.Headers;

/// <summary>A stretch of a header after preprocessing.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">Its declarations, every one on the line it has in the file.</param>
internal sealed record HeaderPart(string Path, string Text);
