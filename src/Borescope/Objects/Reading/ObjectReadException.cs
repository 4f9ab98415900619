using System;

namespace Borescope.Objects.Reading;

/// <summary>Ends the reading of an object that makes no sense; <see cref="ObjectReader"/> turns it into a diagnostic.</summary>
internal sealed class ObjectReadException(string message) : Exception(message);
