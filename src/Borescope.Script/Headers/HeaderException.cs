using System;

namespace Borescope.Script.Headers;

/// <summary>A header cannot be read any further.</summary>
internal sealed class HeaderException(string message) : Exception(message);
