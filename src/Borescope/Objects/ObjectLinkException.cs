using System;

namespace Borescope.Objects;

/// <summary>Two objects cannot become one; the message says what they disagree about.</summary>
public sealed class ObjectLinkException : Exception
{
    internal ObjectLinkException(string library, string reason)
        : base($"object {library} cannot be linked: {reason}")
    {
    }
}
