using System;
using System.IO;
using Borescope.Btf;
using Borescope.Kernel;
using BtfKind = Borescope.Compiler.Btf.BtfKind;

namespace Borescope.Tests.Btf;

public sealed class BtfStringSearchTests : IDisposable
{
    private const int ChunkBytes = 32 << 10;
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Whole_names_are_found_and_parts_of_names_are_not()
    {
        Write(w => w.Add("vfs_read", BtfKind.Int, 0, 4, 32), w => w.Add("vfs_write", BtfKind.Int, 0, 4, 32));
        Assert.True(Contains("vfs_read"));
        Assert.True(Contains("vfs_write"));
        Assert.False(Contains("vfs_rea"));
        Assert.False(Contains("fs_write"));
        Assert.False(Contains("vfs_writev"));
    }

    [Fact]
    public void A_name_is_found_wherever_the_end_of_a_chunk_falls()
    {
        const string Name = "do_sys_openat2";
        for (var behind = ChunkBytes - Name.Length - 3; behind <= ChunkBytes + 3; behind++)
        {
            var filler = new string('x', behind);
            Write(w => w.Text("first"), w => w.Text(new string('y', ChunkBytes)), w => w.Text(Name), w => w.Text(filler));
            Assert.True(Contains(Name), $"{behind} bytes behind it");
            Assert.True(Contains("first"), "the first name");
            Assert.False(Contains(Name[..^1]), "a part");
        }
    }

    [Fact]
    public void What_is_no_type_information_has_no_names()
    {
        File.WriteAllBytes(_path, []);
        Assert.False(Contains("vfs_read"));
        File.WriteAllBytes(_path, new byte[64]);
        Assert.False(Contains("vfs_read"));
        Write(w => w.Text("vfs_read"));
        var bytes = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, bytes[..^1]);
        Assert.False(Contains("vfs_read"));
        bytes.AsSpan(16, 8).Fill(0xff);
        File.WriteAllBytes(_path, bytes);
        Assert.False(Contains("vfs_read"));
        Assert.False(BtfStringSearch.Contains(SystemCalls.Instance, _path + ".missing", "vfs_read"));
    }

    private bool Contains(string name) => BtfStringSearch.Contains(SystemCalls.Instance, _path, name);

    private void Write(params Action<BtfWriter>[] steps)
    {
        var writer = new BtfWriter();
        foreach (var step in steps)
            step(writer);
        File.WriteAllBytes(_path, writer.ToBytes());
    }
}
