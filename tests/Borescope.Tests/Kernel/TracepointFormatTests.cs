using System;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Tests.Kernel;

public sealed class TracepointFormatTests
{
    private static TracepointFormat Parse(string fields)
    {
        var text = $"name: test\nID: 42\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n{fields}\n\nprint fmt: \"x=%d\", REC->x\n";
        Assert.True(TracepointFormat.TryParse(Encoding.UTF8.GetBytes(text), "group", out var format, out var diagnostic), diagnostic);
        return format!;
    }

    [Theory]
    [InlineData("field:int x;\toffset:8;\tsize:4;\tsigned:1;", "x", "int", 8, 4, true, TracepointFieldLocation.InPlace, 0)]
    [InlineData("field:const char * filename;\toffset:24;\tsize:8;\tsigned:0;", "filename", "const char *", 24, 8, false, TracepointFieldLocation.InPlace, 0)]
    [InlineData("field:char comm[16];\toffset:8;\tsize:16;\tsigned:0;", "comm", "char", 8, 16, false, TracepointFieldLocation.InPlace, 16)]
    [InlineData("field:char comm[TASK_COMM_LEN];\toffset:8;\tsize:16;\tsigned:0;", "comm", "char", 8, 16, false, TracepointFieldLocation.InPlace, 16)]
    [InlineData("field:unsigned long args[6];\toffset:16;\tsize:48;\tsigned:0;", "args", "unsigned long", 16, 48, false, TracepointFieldLocation.InPlace, 6)]
    [InlineData("field:u32 words[WORDS];\toffset:16;\tsize:48;\tsigned:0;", "words", "u32", 16, 48, false, TracepointFieldLocation.InPlace, 12)]
    [InlineData("field:__data_loc char[] name;\toffset:8;\tsize:4;\tsigned:0;", "name", "char", 8, 4, false, TracepointFieldLocation.FromRecord, -1)]
    [InlineData("field:__rel_loc char[] name;\toffset:8;\tsize:4;\tsigned:0;", "name", "char", 8, 4, false, TracepointFieldLocation.FromField, -1)]
    [InlineData("field:struct filename *name;\toffset:8;\tsize:8;\tsigned:0;", "name", "struct filename *", 8, 8, false, TracepointFieldLocation.InPlace, 0)]
    [InlineData("field:pid_t pid;\toffset:12;\tsize:4;", "pid", "pid_t", 12, 4, false, TracepointFieldLocation.InPlace, 0)]
    [InlineData("field:__data_loc cpumask_t *[] mask;\toffset:12;\tsize:4;\tsigned:0;", "mask", "cpumask_t *", 12, 4, false, TracepointFieldLocation.FromRecord, -1)]
    public void Fields_are_read(string line, string name, string type, int offset, int size, bool signed, TracepointFieldLocation location, int length)
    {
        var format = Parse("\t" + line);
        Assert.Equal(42, format.Id);
        Assert.Equal(2, format.Fields.Count);
        Assert.True(format.Fields[0].IsCommon);
        Assert.Equal(new TracepointField(name, type, offset, size, signed, location, length), format.Find(name));
        Assert.Equal(offset + size, format.Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name: x\n")]
    [InlineData("ID: 5\n")]
    [InlineData("name: x\nID: 5\n\tfield:;\toffset:0;\tsize:4;\n")]
    [InlineData("name: x\nID: 5\n\tfield:int x;\toffset:-3;\tsize:4;\n")]
    [InlineData("name: x\nID: 5\n\tfield:int x\n")]
    [InlineData("name: x\nID: 5\n\tfield:int x;\tsize:4;\n")]
    public void Malformed_text_is_a_diagnostic(string text)
    {
        Assert.False(TracepointFormat.TryParse(Encoding.UTF8.GetBytes(text), "group", out _, out var diagnostic));
        Assert.Contains("group", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(3);
        var text = Encoding.UTF8.GetBytes("name: x\nID: 5\nformat:\n\tfield:__data_loc char[] filename;\toffset:8;\tsize:4;\tsigned:0;\n\tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;\n");
        for (var round = 0; round < 20_000; round++)
        {
            var copy = (byte[])text.Clone();
            for (var change = 0; change < 3; change++)
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            TracepointFormat.TryParse(copy.AsSpan(0, random.Next(copy.Length)), "g", out _, out _);
        }
    }
}
