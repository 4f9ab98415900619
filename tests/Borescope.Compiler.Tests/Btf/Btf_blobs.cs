using System;
using System.Diagnostics;
using System.IO;

using Borescope.Compiler.Btf;

namespace Borescope.Compiler.Tests.Btf;

public class Btf_blobs
{
    [Fact]
    public void Describe_types_as_bpftool_reads_them()
    {
        const string Tool = "/usr/sbin/bpftool";
        Assert.SkipUnless(File.Exists(Tool), "bpftool is not installed");
        var b = new BtfBuilder();
        int u64 = b.Int("unsigned long", 8, BtfIntEncoding.None);
        int @char = b.Int("char", 1, BtfIntEncoding.Char);
        int i32 = b.Int("int", 4, BtfIntEncoding.Signed);
        int comm = b.Array(@char, 16);
        int key = b.Struct("key", 32, [new BtfMember("pid", u64), new BtfMember("comm", comm, 64), new BtfMember("flag", i32, 192, 3), new BtfMember("rest", i32, 195, 5)]);
        b.Typedef("key_t", b.Const(b.Pointer(key)));
        b.Union("either", 8, [new BtfMember("a", u64), new BtfMember("b", i32)]);
        b.Enum("color", 4, false, [("RED", 0), ("BLUE", 7)]);
        b.Enum("wide", 8, true, [("BIG", 0x100000000), ("NEGATIVE", -1)]);
        int proto = b.FunctionPrototype(i32, [new BtfMember("ctx", b.Pointer(0)), new BtfMember("n", u64)]);
        b.Function("prog", proto, true);
        int variable = b.Variable("counter", u64, true);
        b.DataSection(".data", 8, [new BtfVariable(variable, 0, 8)]);
        Assert.Equal(u64, b.Int("unsigned long", 8, BtfIntEncoding.None));
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, b.ToBytes());
            using Process p = Process.Start(new ProcessStartInfo(Tool, $"btf dump file {path} format raw") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string text = p.StandardOutput.ReadToEnd() + p.StandardError.ReadToEnd();
            p.WaitForExit();
            if (Environment.GetEnvironmentVariable("BORESCOPE_ACCEPT") is not null)
            {
                File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "../../../Data/btf.txt"), text);
                return;
            }

            Assert.Equal(File.ReadAllText(DataFile.Path("btf.txt")).Trim(), text.Trim());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Hold_each_string_once_and_end_it_at_a_zero()
    {
        var b = new BtfBuilder();
        Assert.Equal(0, b.String(string.Empty));
        int one = b.String("line");
        Assert.Equal(one, b.String("line"));
        Assert.Equal(one, b.String("line\0hidden"));
        Assert.NotEqual(one, b.String("other"));
    }
}
