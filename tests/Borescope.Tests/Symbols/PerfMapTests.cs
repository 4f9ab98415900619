using System;
using System.IO;
using System.Text;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Tests.Symbols;

public sealed class PerfMapTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("int32 [App] App.Parser::Read(string)[OptimizedTier1]", "App.Parser.Read")]
    [InlineData("instance void [System.Private.CoreLib] System.Threading.Thread::StartCallback()[PreJIT]", "System.Threading.Thread.StartCallback")]
    [InlineData("uint8[] [App] App.Parser::Bytes(uint8[])[QuickJitted]", "App.Parser.Bytes")]
    [InlineData("void [App] App.List`1[System.__Canon]::Add(!0)[OptimizedTier1OSR]", "App.List`1[System.__Canon].Add")]
    [InlineData("class [System.Runtime]System.String [App] App.Parser::Name()[Optimized]", "App.Parser.Name")]
    [InlineData("LazyCompile:*add /app/main.js:3", "LazyCompile:*add /app/main.js:3")]
    [InlineData("Ljava/lang/String;::hashCode", "Ljava/lang/String;::hashCode")]
    [InlineData("[stub] x", "[stub] x")]
    [InlineData("[", "[")]
    [InlineData("] (", "] (")]
    public void Names_of_managed_methods_are_short_and_others_stay(string name, string expected) =>
        Assert.Equal(expected, PerfMapName.Shorten(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void The_latest_entry_wins_and_blocks_of_stubs_come_last()
    {
        File.WriteAllText(_path, "1000 100 first\n1000 100 second\n0x1080 10 inner\n0 10000 stub block ReportStubBlock\n5000 0 empty\nnonsense\n1010 5 late\n");
        var map = new PerfMap(SystemCalls.Instance, _path);
        Assert.True(map.Update());
        Assert.Equal(("second", 0ul), Find(map, 0x1000));
        Assert.Equal(("late", 4ul), Find(map, 0x1014));
        Assert.Equal(("second", 0x15ul), Find(map, 0x1015));
        Assert.Equal(("inner", 0xful), Find(map, 0x108f));
        Assert.Equal(("second", 0xfful), Find(map, 0x10ff));
        Assert.Equal(("stub block ReportStubBlock", 0x1100ul), Find(map, 0x1100));
        Assert.Equal(("", 0ul), Find(map, 0x10000));
        Assert.False(map.Update());
    }

    [Fact]
    public void Appended_lines_are_read_and_half_a_line_waits()
    {
        File.WriteAllText(_path, "1000 10 one\n2000 1");
        var map = new PerfMap(SystemCalls.Instance, _path);
        map.Update();
        Assert.Equal(("one", 0ul), Find(map, 0x1000));
        Assert.Equal(("", 0ul), Find(map, 0x2000));
        File.AppendAllText(_path, "0 two\n");
        Assert.True(map.Update());
        Assert.Equal(("two", 15ul), Find(map, 0x200f));
        File.WriteAllText(_path, "1000 10 new\n");
        Assert.True(map.Update());
        Assert.Equal(("new", 0ul), Find(map, 0x1000));
        Assert.Equal(("", 0ul), Find(map, 0x2000));
    }

    [Fact]
    public void Lines_longer_than_any_buffer_and_random_bytes_are_answered()
    {
        var random = new Random(5);
        var bytes = new byte[2 << 20];
        random.NextBytes(bytes);
        "1000 10 "u8.CopyTo(bytes);
        for (var round = 0; round < 1000; round++)
            bytes[random.Next(1 << 20, bytes.Length)] = (byte)'\n';
        File.WriteAllBytes(_path, [.. bytes, .. "\n3000 10 end\n"u8]);
        var map = new PerfMap(SystemCalls.Instance, _path);
        map.Update();
        Assert.Equal(("end", 1ul), Find(map, 0x3001));
    }

    [Fact]
    public void A_missing_map_has_no_names() => Assert.False(new PerfMap(SystemCalls.Instance, "/nowhere/perf-1.map").Update());

    [Fact]
    public void Mappings_of_a_process_are_read_line_by_line_and_wrong_lines_left_out()
    {
        const string Text = "7f00-7f10 r-xp 00001000 fe:01 1234    /usr/lib/a b.so (deleted)\n7f10-7f20 rw-p 00000000 00:00 0 \nzz\n-\n10-20 r-xp 0 0:0 0\n"
            + "8000-9000 r-xs 00000000 00:01 99  /memfd:doublemapper (deleted)\nffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0  [vsyscall]\n20-10 r-xp 0 0:0 0 \n";
        var mappings = ProcessMaps.Parse(Encoding.UTF8.GetBytes(Text));
        Assert.Equal(4, mappings.Length);
        Assert.Equal((0x10ul, 0x20ul, ""), (mappings[0].Start, mappings[0].End, mappings[0].Path));
        Assert.True(mappings[1].IsFile && mappings[1].IsDeleted);
        Assert.Equal(("/usr/lib/a b.so", 0x1000ul, 1234ul, (0xfeul << 32) | 1), (mappings[1].FilePath, mappings[1].FileOffset, mappings[1].Inode, mappings[1].Device));
        Assert.False(mappings[2].IsFile);
        Assert.False(mappings[3].IsFile);
    }

    private static (string Name, ulong Offset) Find(PerfMap map, ulong address) => map.TryFind(address, out var name, out var offset) ? (name, offset) : ("", 0);
}
