using System.IO;
using System.Text;
using Borescope.Cli.Lab.Host;

namespace Borescope.Cli.Tests.Lab;

public sealed class CpioArchiveTests
{
    [Fact]
    public void Entries_are_laid_out_as_the_kernel_reads_them()
    {
        using MemoryStream stream = new();
        using (CpioArchive archive = new(stream))
        {
            archive.AddDirectory("dev");
            archive.AddDevice("dev/console", 5, 1);
            archive.AddFile("init", "hello"u8, executable: true);
        }
        string text = Encoding.Latin1.GetString(stream.ToArray());
        // magic, inode, mode, uid, gid, links, mtime, size, device major and minor, rdev major and minor, name size, checksum
        Assert.StartsWith("070701" + "00000001" + "000041ed" + "00000000" + "00000000" + "00000001" + "00000000" + "00000000" +
            "00000000" + "00000000" + "00000000" + "00000000" + "00000004" + "00000000" + "dev\0", text, System.StringComparison.Ordinal);
        int device = text.IndexOf("07070100000002", System.StringComparison.Ordinal);
        Assert.Equal(0, device % 4);
        Assert.Equal("00002180", text.Substring(device + 14, 8));
        Assert.Equal("0000000500000001", text.Substring(device + 78, 16));
        int file = text.IndexOf("07070100000003", System.StringComparison.Ordinal);
        Assert.Equal(0, file % 4);
        Assert.Contains("init\0\0hello\0\0\0070701", text, System.StringComparison.Ordinal);
        Assert.Equal(0, text.Length % 4);
        Assert.Contains("TRAILER!!!\0", text, System.StringComparison.Ordinal);
    }
}
