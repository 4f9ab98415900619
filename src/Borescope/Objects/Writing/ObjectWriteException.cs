using System;

namespace Borescope.Objects.Writing;

/// <summary>Ends the writing of an object that makes no sense; <see cref="ObjectWriter"/> turns it into a diagnostic.</summary>
internal sealed class ObjectWriteException(string message) : Exception(message);
