using System.IO;

namespace Borescope.Kernel;

/// <summary>A command could not be started.</summary>
/// <param name="message">What failed and why.</param>
public sealed class HeldCommandException(string message) : IOException(message);
