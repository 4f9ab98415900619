using System;

namespace Borescope.Links;

/// <summary>The words for mechanisms on the command line and in messages.</summary>
public static class AttachMechanismText
{
    private static readonly (string Option, AttachMechanism Mechanism, string Phrase)[] Table =
    [
        ("auto", AttachMechanism.Auto, "chosen automatically"),
        ("multi", AttachMechanism.Multi, "one multi link"),
        ("link", AttachMechanism.PerfLink, "perf event with BPF link"),
        ("ioctl", AttachMechanism.PerfIoctl, "perf event with ioctl"),
        ("legacy", AttachMechanism.Legacy, "tracefs event with ioctl"),
        ("fentry", AttachMechanism.Fentry, "BPF trampoline"),
        ("raw", AttachMechanism.RawTracepoint, "raw tracepoint"),
        ("iterator", AttachMechanism.Iterator, "BPF iterator"),
        ("other", AttachMechanism.Other, "BPF link"),
    ];

    /// <summary>The option values that a user may give, in the order of the help text.</summary>
    public static string Options => "auto|multi|link|ioctl|legacy|fentry";

    /// <summary>Reads an option value.</summary>
    public static bool TryParse(ReadOnlySpan<char> option, out AttachMechanism mechanism)
    {
        foreach (var row in Table)
        {
            mechanism = row.Mechanism;
            if (option.SequenceEqual(row.Option))
                return true;
        }

        mechanism = AttachMechanism.Auto;
        return false;
    }

    /// <summary>A phrase for messages.</summary>
    public static string Describe(this AttachMechanism mechanism)
    {
        foreach (var row in Table)
        {
            if (row.Mechanism == mechanism)
                return row.Phrase;
        }

        return mechanism.ToString();
    }
}
