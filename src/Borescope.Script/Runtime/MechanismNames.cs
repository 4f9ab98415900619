using System;
using Borescope.Links;

namespace Borescope.Script.Runtime;

/// <summary>Names of <c>--mechanism</c>.</summary>
internal static class MechanismNames
{
    /// <summary>The names as the help shows them.</summary>
    public const string All = "auto, multi, link, ioctl, legacy, fentry";

    /// <summary>The mechanism of a name.</summary>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    public static AttachMechanism Parse(string name) => name switch
    {
        "auto" => AttachMechanism.Auto,
        "multi" => AttachMechanism.Multi,
        "link" => AttachMechanism.PerfLink,
        "ioctl" => AttachMechanism.PerfIoctl,
        "legacy" => AttachMechanism.Legacy,
        "fentry" => AttachMechanism.Fentry,
        _ => throw new ArgumentException($"unknown mechanism '{name}'; there are {All}"),
    };
}
