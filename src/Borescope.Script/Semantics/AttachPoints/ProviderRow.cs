using Borescope.Script.Binding;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>A probe provider.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Aliases">Other names; short ones are case-sensitive.</param>
/// <param name="Provider">What it becomes; null when it is not supported yet.</param>
/// <param name="Form">How its attach points are written, for hints.</param>
/// <param name="Documentation">What it probes.</param>
/// <param name="Resolve">Turns the parts of an attach point into places; null when not supported yet.</param>
internal sealed record ProviderRow(
    string Name, string[] Aliases, ProbeProvider? Provider, string Form, string Documentation, System.Action<AttachPointResolver>? Resolve);
