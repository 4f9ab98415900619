using System;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Script.Output;

namespace Borescope.Script.Tests.Output;

public partial class TimeFormatTests
{
    private static readonly TimeZoneInfo Kathmandu = TimeZoneInfo.CreateCustomTimeZone("k", TimeSpan.FromMinutes(345), "k", "NPT");

    [Fact]
    public void Conversions_agree_with_the_c_library()
    {
        var random = new Random(4711);
        const string Format = "%a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %k %l %m %M %n %p %P %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %% %-d %_d %_H %0e %^a %Ey";
        Span<byte> native = stackalloc byte[1024];
        Span<byte> tm = stackalloc byte[64];
        for (int i = 0; i < 3000; i++)
        {
            long seconds = random.NextInt64(0, 4_102_444_800);
            GmTime(ref seconds, ref tm[0]);
            int written = (int)StrfTime(ref native[0], (nuint)native.Length, Format, ref tm[0]);
            Assert.Equal(Encoding.UTF8.GetString(native[..written]), Write(new TimeFormat(Format, false), seconds * 1_000_000_000, TimeZoneInfo.Utc));
        }
    }

    [Fact]
    public void Parts_of_the_second_come_with_strftime_only()
    {
        Assert.Equal("007000009|007000|007", Write(new TimeFormat("%k|%f|%l", true), 1_700_000_000_007_000_009, TimeZoneInfo.Utc));
        Assert.Equal("22|%f|10", Write(new TimeFormat("%k|%f|%l", false), 1_700_000_000_007_000_009, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Times_are_told_in_the_zone_given()
    {
        var format = new TimeFormat("%F %T %z", false);
        Assert.Equal("2023-11-15 03:58:20 +0545", Write(format, 1_700_000_000_000_000_000, Kathmandu));
        Assert.Equal("1969-12-31 23:59:59.999999000 +0000", Write(new TimeFormat("%F %T.%k %z", true), -1000, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Daylight_saving_is_followed_when_the_zone_is_on_this_machine()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out TimeZoneInfo? berlin))
            Assert.Skip("no time zone database on this machine");
        var format = new TimeFormat("%H:%M %Z", false);
        Assert.Equal("01:59 CET", Write(format, 1_711_846_799_000_000_000, berlin));
        Assert.Equal("03:00 CEST", Write(format, 1_711_846_800_000_000_000, berlin));
    }

    [Fact]
    public void Utc_has_its_short_name() => Assert.Equal("UTC+0000", Write(new TimeFormat("%Z%z", false), 0, TimeZoneInfo.Utc));

    [Fact]
    public void Unknown_conversions_and_a_final_percent_sign_stay()
    {
        Assert.Equal("%Q 100%", Write(new TimeFormat("%Q 100%", false), 0, TimeZoneInfo.Utc));
    }

    [LibraryImport("libc", EntryPoint = "gmtime_r")]
    private static partial nint GmTime(ref long seconds, ref byte tm);

    [LibraryImport("libc", EntryPoint = "strftime", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nuint StrfTime(ref byte buffer, nuint size, string format, ref byte tm);

    private static string Write(TimeFormat format, long unixNanoseconds, TimeZoneInfo zone)
    {
        using var sink = new ByteSink();
        format.Write(sink, unixNanoseconds, zone);
        return Encoding.UTF8.GetString(sink.Written);
    }
}
