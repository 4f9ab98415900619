using System;

namespace Borescope.Cli.Lab;

/// <summary>The lab cannot do what was asked; the message says why and what to do.</summary>
internal sealed class LabException(string message, Exception? cause = null) : Exception(message, cause);
