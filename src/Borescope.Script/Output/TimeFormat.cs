using System;
using System.Text;

namespace Borescope.Script.Output;

/// <summary>
/// A strftime(3) format of the C locale. <c>time()</c> uses it as it is; <c>strftime()</c> with three more conversions: <c>%f</c> microseconds,
/// <c>%k</c> nanoseconds, <c>%l</c> milliseconds of the second.
/// </summary>
public sealed class TimeFormat
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long QuarterHour = 900 * NanosecondsPerSecond;
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private readonly string _format;
    private readonly bool _fractions;

    // Offsets from UTC change on quarter hours at the earliest, so one look-up serves all events of 15 minutes.
    private long _cachedQuarter = long.MinValue;
    private TimeSpan _offset;

    /// <summary>Creates a format.</summary>
    /// <param name="format">strftime format.</param>
    /// <param name="fractions">Whether <c>%f %k %l</c> are parts of the second; otherwise <c>%k</c> and <c>%l</c> are hours as in C.</param>
    public TimeFormat(string format, bool fractions)
    {
        ArgumentNullException.ThrowIfNull(format);
        _format = format;
        _fractions = fractions;
    }

    /// <summary>Writes a time.</summary>
    /// <param name="sink">Target.</param>
    /// <param name="unixNanoseconds">Nanoseconds since 1970 UTC.</param>
    /// <param name="zone">Time zone.</param>
    public void Write(ByteSink sink, long unixNanoseconds, TimeZoneInfo zone)
    {
        long quarter = unixNanoseconds / QuarterHour;
        if (quarter != _cachedQuarter)
        {
            _offset = zone.GetUtcOffset(DateTime.UnixEpoch.AddTicks(unixNanoseconds / 100));
            _cachedQuarter = quarter;
        }

        long seconds = Math.DivRem(unixNanoseconds, NanosecondsPerSecond, out long nanoseconds);
        if (nanoseconds < 0)
        {
            nanoseconds += NanosecondsPerSecond;
            seconds--;
        }

        var moment = new Moment(DateTime.UnixEpoch.AddSeconds(seconds) + _offset, seconds, nanoseconds, _offset, zone);
        Write(sink, _format, in moment);
    }

    private void Write(ByteSink sink, ReadOnlySpan<char> format, in Moment m)
    {
        while (!format.IsEmpty)
        {
            int percent = format.IndexOf('%');
            sink.Write(percent < 0 ? format : format[..percent]);
            if (percent < 0)
                return;
            format = format[percent..];
            int i = 1;
            char flag = '\0';
            for (; i < format.Length && format[i] is '-' or '_' or '0' or '^' or '#'; i++)
                flag = format[i];
            if (i < format.Length && format[i] is 'E' or 'O')
                i++;
            if (i >= format.Length)
            {
                sink.Write(format);
                return;
            }

            int start = sink.Length;
            if (!WriteConversion(sink, format[i], in m, flag))
                sink.Write(format[..(i + 1)]);
            else if (flag == '^')
                ToUpper(sink, start);
            format = format[(i + 1)..];
        }
    }

    private bool WriteConversion(ByteSink sink, char conversion, in Moment m, char flag)
    {
        DateTime t = m.Local;
        switch (conversion)
        {
            case 'f' when _fractions:
                sink.WritePadded((ulong)(m.Nanoseconds / 1000), 6);
                return true;
            case 'k' when _fractions:
                sink.WritePadded((ulong)m.Nanoseconds, 9);
                return true;
            case 'l' when _fractions:
                sink.WritePadded((ulong)(m.Nanoseconds / 1_000_000), 3);
                return true;
            case 'a':
                sink.Write(Days[(int)t.DayOfWeek].AsSpan(0, 3));
                return true;
            case 'A':
                sink.Write(Days[(int)t.DayOfWeek]);
                return true;
            case 'b' or 'h':
                sink.Write(Months[t.Month - 1].AsSpan(0, 3));
                return true;
            case 'B':
                sink.Write(Months[t.Month - 1]);
                return true;
            case 'p':
                sink.Write(t.Hour < 12 ? "AM" : "PM");
                return true;
            case 'P':
                sink.Write(t.Hour < 12 ? "am" : "pm");
                return true;
            case 'n':
                sink.WriteByte((byte)'\n');
                return true;
            case 't':
                sink.WriteByte((byte)'\t');
                return true;
            case '%':
                sink.WriteByte((byte)'%');
                return true;
            case 's':
                sink.WriteInt64(m.Seconds);
                return true;
            case 'z':
                WriteOffset(sink, m.Offset);
                return true;
            case 'Z':
                string name = m.Zone.IsDaylightSavingTime(DateTime.UnixEpoch.AddSeconds(m.Seconds)) ? m.Zone.DaylightName : m.Zone.StandardName;
                // .NET has the short names of the zone files, but a long one for UTC.
                sink.Write(name == TimeZoneInfo.Utc.StandardName ? "UTC" : name);
                return true;
        }

        if (Composite(conversion) is { } composite)
        {
            Write(sink, composite, in m);
            return true;
        }

        if (Number(conversion, in m, out long value, out int width, out char fill))
        {
            WriteNumber(sink, value, width, flag switch { '-' => '\0', '_' => ' ', '0' => '0', _ => fill });
            return true;
        }

        return false;
    }

    private static string? Composite(char conversion) => conversion switch
    {
        'c' => "%a %b %e %H:%M:%S %Y",
        'D' or 'x' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        'r' => "%I:%M:%S %p",
        'R' => "%H:%M",
        'T' or 'X' => "%H:%M:%S",
        '+' => "%a %b %e %H:%M:%S %Z %Y",
        _ => null,
    };

    private static bool Number(char conversion, in Moment m, out long value, out int width, out char fill)
    {
        DateTime t = m.Local;
        int weekday = (int)t.DayOfWeek, hour12 = (t.Hour + 11) % 12 + 1;
        (value, width, fill) = conversion switch
        {
            'C' => (t.Year / 100, 2, '0'),
            'd' => (t.Day, 2, '0'),
            'e' => (t.Day, 2, ' '),
            'g' => (System.Globalization.ISOWeek.GetYear(t) % 100, 2, '0'),
            'G' => (System.Globalization.ISOWeek.GetYear(t), 1, '0'),
            'H' => (t.Hour, 2, '0'),
            'I' => (hour12, 2, '0'),
            'j' => (t.DayOfYear, 3, '0'),
            'k' => (t.Hour, 2, ' '),
            'l' => (hour12, 2, ' '),
            'm' => (t.Month, 2, '0'),
            'M' => (t.Minute, 2, '0'),
            'S' => (t.Second, 2, '0'),
            'u' => (weekday == 0 ? 7 : weekday, 1, '0'),
            'U' => ((t.DayOfYear + 6 - weekday) / 7, 2, '0'),
            'V' => (System.Globalization.ISOWeek.GetWeekOfYear(t), 2, '0'),
            'w' => (weekday, 1, '0'),
            'W' => ((t.DayOfYear + 6 - ((weekday + 6) % 7)) / 7, 2, '0'),
            'y' => (t.Year % 100, 2, '0'),
            'Y' => (t.Year, 1, '0'),
            _ => (0, -1, '0'),
        };
        return width > 0;
    }

    private static void WriteNumber(ByteSink sink, long value, int width, char fill)
    {
        int start = sink.Length;
        sink.WriteInt64(value);
        if (fill != '\0')
            sink.Insert(start, (byte)fill, width - (sink.Length - start));
    }

    private static void WriteOffset(ByteSink sink, TimeSpan offset)
    {
        sink.WriteByte((byte)(offset < TimeSpan.Zero ? '-' : '+'));
        long minutes = Math.Abs(offset.Ticks / TimeSpan.TicksPerMinute);
        sink.WritePadded((ulong)((minutes / 60 * 100) + (minutes % 60)), 4);
    }

    private static void ToUpper(ByteSink sink, int start)
    {
        string upper = Encoding.UTF8.GetString(sink.Written[start..]).ToUpperInvariant();
        sink.Truncate(start);
        sink.Write(upper);
    }

    private readonly record struct Moment(DateTime Local, long Seconds, long Nanoseconds, TimeSpan Offset, TimeZoneInfo Zone);
}
