using System;
using System.IO;
using Borescope.Script.Output;

namespace Borescope.Script.Tests.Output;

public sealed class PcapFileTests
{
    private const string Header = "4D3CB2A1" + "0200" + "0400" + "00000000" + "00000000" + "00000400" + "65000000";

    [Fact]
    public void A_file_without_packets_is_its_header() => Assert.Equal(Header, Written(static _ => { }));

    [Fact]
    public void Packets_have_seconds_nanoseconds_and_both_lengths() =>
        Assert.Equal(Header + "02000000" + "09000000" + "03000000" + "0A000000" + "45AABB", Written(static file => file.Write(2_000_000_009, [0x45, 0xaa, 0xbb], 10)));

    [Fact]
    public void No_packet_is_shorter_than_what_was_captured_of_it() =>
        Assert.Equal(Header + "00000000" + "00000000" + "01000000" + "01000000" + "45", Written(static file => file.Write(0, [0x45], 0)));

    private static string Written(Action<PcapFile> write)
    {
        using var stream = new MemoryStream();
        using var file = new PcapFile(stream);
        write(file);
        file.Flush();
        return Convert.ToHexString(stream.ToArray());
    }
}
