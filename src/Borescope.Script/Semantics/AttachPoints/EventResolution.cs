using System;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>Places of begin, end, interval, profile and software.</summary>
internal static class EventResolution
{
    // Software events: name, alias, default period (perf_event.h; the periods are bpftrace's).
    private static readonly (string Name, string Alias, ulong Period)[] SoftwareEvents =
    [
        ("alignment-faults", "", 1),
        ("bpf-output", "", 1),
        ("context-switches", "cs", 1000),
        ("cpu-clock", "cpu", 1_000_000),
        ("cpu-migrations", "", 1),
        ("dummy", "", 1),
        ("emulation-faults", "", 1),
        ("major-faults", "", 1),
        ("minor-faults", "", 100),
        ("page-faults", "faults", 100),
        ("task-clock", "", 1),
    ];

    private static readonly (string Unit, ulong Nanoseconds)[] Units =
    [
        ("hz", 0),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ];

    /// <summary>Names of software events.</summary>
    public static string[] SoftwareNames => Array.ConvertAll(SoftwareEvents, static e => e.Name);

    /// <summary>begin and end.</summary>
    public static void Plain(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count > 0)
            resolver.WrongForm();
        else
            resolver.Add(new AttachPoint { Provider = resolver.Row.Provider!.Value, Text = resolver.Text });
    }

    /// <summary>interval and profile: <c>unit:N</c> or a duration.</summary>
    public static void Timer(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count is 0 or > 2)
        {
            resolver.WrongForm();
            return;
        }

        string unit, number;
        if (resolver.Parts.Count == 2)
        {
            (unit, number) = (resolver.Parts[0], resolver.Parts[1]);
        }
        else
        {
            string text = resolver.Parts[0];
            int digits = 0;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
                digits++;
            (number, unit) = (text[..digits], text[digits..]);
        }

        int index = Array.FindIndex(Units, u => u.Unit == unit);
        if (index < 0 || (resolver.Parts.Count == 2 && index > 3))
        {
            resolver.Error(unit.Length == 0 ? "the period has no unit" : $"'{unit}' is no unit of a period", $"write '{resolver.Row.Form}' or a duration: {resolver.Row.Name}:10ms");
            return;
        }

        if (!AttachPointResolver.TryNumber(number, out ulong count) || count == 0 || count > long.MaxValue / Math.Max(1, Units[index].Nanoseconds))
        {
            resolver.Error($"'{number}' is no period", $"a period is a number above 0: {resolver.Row.Name}:{unit}:1");
            return;
        }

        ulong period = Units[index].Nanoseconds == 0 ? count : count * Units[index].Nanoseconds;
        if (Units[index].Nanoseconds > 0 && period < 1000)
        {
            resolver.Error("this period is too short", "the shortest one is one microsecond");
            return;
        }

        resolver.Add(new AttachPoint
        {
            Provider = resolver.Row.Provider!.Value,
            Text = resolver.Text,
            Period = period,
            Unit = Units[index].Nanoseconds == 0 ? PeriodUnit.Hertz : PeriodUnit.Nanoseconds,
        });
    }

    /// <summary>software.</summary>
    public static void Software(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count is 0 or > 2)
        {
            resolver.WrongForm();
            return;
        }

        string name = resolver.Parts[0];
        int index = Array.FindIndex(SoftwareEvents, e => e.Name == name || (e.Alias.Length > 0 && e.Alias == name));
        if (index < 0)
        {
            string[] hints = Suggestions.Hint(name, SoftwareNames);
            resolver.Error($"there is no software event '{name}'", hints.Length > 0 ? hints : ["known are " + string.Join(", ", SoftwareNames)]);
            return;
        }

        ulong period = SoftwareEvents[index].Period;
        if (resolver.Parts.Count == 2 && (!AttachPointResolver.TryNumber(resolver.Parts[1], out period) || period == 0))
        {
            resolver.Error($"'{resolver.Parts[1]}' is no period", "a period is a number of events above 0");
            return;
        }

        resolver.Add(new AttachPoint
        {
            Provider = ProbeProvider.Software,
            Text = resolver.Text,
            Event = SoftwareEvents[index].Name,
            Period = period,
            Unit = PeriodUnit.Events,
        });
    }
}
