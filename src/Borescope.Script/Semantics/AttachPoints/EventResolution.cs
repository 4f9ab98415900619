using System;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;

namespace Borescope.Script.Semantics.AttachPoints;

/// <summary>Places of begin, end, interval, profile and software.</summary>
internal static class EventResolution
{
    private static readonly (string Unit, ulong Nanoseconds)[] Units =
    [
        ("hz", 0),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1), // of durations only
    ];

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
        else if (Lexer.TryNumber(resolver.Parts[0], out ulong nanoseconds))
        {
            (number, unit) = (nanoseconds.ToString(CultureInfo.InvariantCulture), "ns");
        }
        else
        {
            string text = resolver.Parts[0];
            int digits = 0;
            while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || (digits > 0 && text[digits] is '_' or 'e' or 'E')))
                digits++;
            (number, unit) = (text[..digits], text[digits..]);
        }

        int index = Array.FindIndex(Units, u => u.Unit == unit);
        if (index < 0 || (resolver.Parts.Count == 2 && index > 3))
        {
            resolver.Error(unit.Length == 0 ? "the period has no unit" : $"'{unit}' is no unit of a period", $"write '{resolver.Row.Form}' or a duration: {resolver.Row.Name}:10ms");
            return;
        }

        if (!Lexer.TryNumber(number, out ulong count) || count == 0 || count > long.MaxValue / Math.Max(1, Units[index].Nanoseconds))
        {
            resolver.Error($"'{number}' is no period", $"a period is a number above 0: {resolver.Row.Name}:{(unit == "ns" ? "s" : unit)}:1");
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
            Text = string.Create(CultureInfo.InvariantCulture, $"{resolver.Row.Name}:{(resolver.Parts.Count == 2 ? $"{unit}:{count}" : $"us:{period / 1000}")}"),
            Period = period,
            Unit = Units[index].Nanoseconds == 0 ? PeriodUnit.Hertz : PeriodUnit.Nanoseconds,
        });
    }

    /// <summary>software and hardware: <c>event[:period]</c>.</summary>
    public static void Counter(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count is 0 or > 2)
        {
            resolver.WrongForm();
            return;
        }

        PerfEventRow[] rows = resolver.Row.Provider == ProbeProvider.Hardware ? PerfEventTable.Hardware : PerfEventTable.Software;
        string name = resolver.Parts[0];
        if (!PerfEventTable.TryFind(rows, name, out PerfEventRow row))
        {
            string[] names = Array.ConvertAll(rows, static r => r.Name);
            string[] hints = Suggestions.Hint(name, names);
            resolver.Error($"there is no {resolver.Row.Name} event '{name}'", hints.Length > 0 ? hints : ["known are " + string.Join(", ", names)]);
            return;
        }

        ulong period = row.Period;
        if (resolver.Parts.Count == 2 && (!Lexer.TryNumber(resolver.Parts[1], out period) || period is 0 or > long.MaxValue))
        {
            resolver.Error($"'{resolver.Parts[1]}' is no period", "a period is a number of events above 0");
            return;
        }

        resolver.Add(new AttachPoint
        {
            Provider = resolver.Row.Provider!.Value,
            Text = resolver.Parts.Count == 2 ? string.Create(CultureInfo.InvariantCulture, $"{resolver.Row.Name}:{name}:{period}") : resolver.Text,
            Event = row.Name,
            Period = period,
            Unit = PeriodUnit.Events,
        });
    }

    /// <summary>watchpoint: <c>address:length:mode</c>.</summary>
    public static void Watchpoint(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count != 3)
        {
            bool argument = resolver.Parts.Count > 0 && resolver.Parts[0].Contains("+arg", StringComparison.Ordinal);
            if (argument)
                resolver.Error("watching the argument of a function is gone from the language", "watch a fixed address: " + resolver.Row.Form);
            else
                resolver.WrongForm();
            return;
        }

        if (resolver.Parts[0].Contains('+', StringComparison.Ordinal))
        {
            resolver.Error("watching the argument of a function is gone from the language", "watch a fixed address: " + resolver.Row.Form);
            return;
        }

        if (!Lexer.TryNumber(resolver.Parts[0], out ulong address))
            address = resolver.Model.KernelAddress(resolver.Parts[0]) ?? 0;
        if (address == 0)
        {
            resolver.Error($"'{resolver.Parts[0]}' is no address", "an address is a number above 0 (0x10000000) or a symbol of the kernel");
            return;
        }

        if (!Lexer.TryNumber(resolver.Parts[1], out ulong length) || length is not (1 or 2 or 4 or 8))
        {
            resolver.Error($"'{resolver.Parts[1]}' is no length", "a watchpoint watches 1, 2, 4 or 8 bytes");
            return;
        }

        if (address % length != 0)
        {
            resolver.Error($"a watchpoint of {length} bytes needs an address that is a multiple of {length}", "watch fewer bytes, or the aligned address below");
            return;
        }

        string mode = resolver.Parts[2];
        if (!IsMode(mode))
        {
            resolver.Error(
                $"'{mode}' is no kind of access",
                "r: read, w: written, x: executed; several letters together, each once",
                "x stands alone, and processors that watch reading only do so together with writing: rw");
            return;
        }

        if (mode == "x" && length != 8)
        {
            resolver.Error("a watchpoint on execution has the length 8", $"write '{resolver.Row.Name}:{resolver.Parts[0]}:8:x'");
            return;
        }

        resolver.Add(new AttachPoint
        {
            Provider = ProbeProvider.Watchpoint,
            Text = resolver.Text,
            Address = address,
            Length = (int)length,
            Event = mode,
        });
    }

    /// <summary>self: <c>signal:SIGUSR1</c>.</summary>
    public static void Self(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count != 2 || resolver.Parts[0] != "signal")
            resolver.WrongForm();
        else if (resolver.Parts[1] != "SIGUSR1")
            resolver.Error($"'{resolver.Parts[1]}' cannot be probed", "the one signal with a probe is SIGUSR1: self:signal:SIGUSR1");
        else
            resolver.Add(new AttachPoint { Provider = ProbeProvider.Self, Text = resolver.Text, Event = "SIGUSR1" });
    }

    /// <summary>test and bench: a name.</summary>
    public static void Named(AttachPointResolver resolver)
    {
        if (resolver.Parts.Count != 1 || resolver.Parts[0].Length == 0 || Wildcard.IsPattern(resolver.Parts[0]))
            resolver.WrongForm();
        else
            resolver.Add(new AttachPoint { Provider = resolver.Row.Provider!.Value, Text = resolver.Text, Event = resolver.Parts[0] });
    }

    // Hardware knows execution, writing, and reading together with writing (arch/x86/kernel/hw_breakpoint.c); the kernel says what it refuses.
    private static bool IsMode(string mode)
    {
        if (mode.Length is 0 or > 3)
            return false;
        for (int i = 0; i < mode.Length; i++)
        {
            if (mode[i] is not ('r' or 'w' or 'x') || mode.IndexOf(mode[i], StringComparison.Ordinal) != i)
                return false;
        }

        return mode == "x" || !mode.Contains('x', StringComparison.Ordinal);
    }
}
