using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Borescope.Kernel;
using Borescope.Script.Output;

namespace Borescope.Script.Tests.Output;

public class ByteSinkTests
{
    [Fact]
    public void A_batch_is_one_write()
    {
        var target = new RecordingStream();
        using var sink = new ByteSink(target);
        for (int i = 0; i < 3; i++)
        {
            sink.Write("event\n");
            sink.EndEvent();
        }

        Assert.Empty(target.Writes);
        sink.EndBatch();
        Assert.Equal(["event\nevent\nevent\n"], target.Writes);
    }

    [Fact]
    public void Sixty_four_kibibytes_are_written_at_the_end_of_their_event()
    {
        var target = new RecordingStream();
        using var sink = new ByteSink(target, OutputBuffering.Full);
        sink.WriteRepeated((byte)'x', 100_000);
        Assert.Empty(target.Writes);
        sink.EndEvent();
        Assert.Equal(100_000, Assert.Single(target.Writes).Length);
    }

    [Theory]
    [InlineData(OutputBuffering.Batch, "ab\n")]
    [InlineData(OutputBuffering.Full, "")]
    [InlineData(OutputBuffering.Line, "ab\n")]
    [InlineData(OutputBuffering.None, "a|b\n")]
    public void Buffering_decides_when_the_target_is_written(OutputBuffering buffering, string expected)
    {
        var target = new RecordingStream();
        var sink = new ByteSink(target, buffering);
        sink.Write("a");
        sink.EndEvent();
        sink.Write("b\n");
        sink.EndEvent();
        sink.EndBatch();
        Assert.Equal(expected, string.Join('|', target.Writes));
        sink.Dispose();
        Assert.Equal("ab\n", string.Concat(target.Writes));
    }

    [Fact]
    public void Bytes_written_to_a_descriptor_arrive()
    {
        string path = Path.GetTempFileName();
        try
        {
            int fd = SystemCalls.Instance.Open(path, OpenFlags.WriteOnly);
            Assert.True(fd >= 0);
            using (var sink = new ByteSink(SystemCalls.Instance, fd))
                sink.Write("grün");
            SystemCalls.Instance.Close(fd);
            Assert.Equal("grün", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_reader_that_went_away_ends_the_writing_without_an_exception()
    {
        int fd = SystemCalls.Instance.Open("/dev/full", OpenFlags.WriteOnly);
        Assert.True(fd >= 0);
        using var sink = new ByteSink(SystemCalls.Instance, fd);
        sink.Write("lost");
        sink.EndBatch();
        Assert.Equal(Errno.ENOSPC, sink.Failure);
        Assert.Equal(0, sink.Length);
        SystemCalls.Instance.Close(fd);
    }

    [Fact]
    public void A_failing_stream_names_its_error()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        using var sink = new ByteSink(full);
        sink.Write("lost");
        sink.Flush();
        Assert.Equal(Errno.ENOSPC, sink.Failure);
    }

    [Fact]
    public void Numbers_and_padding()
    {
        using var sink = new ByteSink(1);
        sink.WriteInt64(long.MinValue);
        sink.WriteByte((byte)' ');
        sink.WriteUInt64(ulong.MaxValue);
        sink.WriteByte((byte)' ');
        sink.WriteHex(0xbeef);
        sink.WriteByte((byte)' ');
        sink.WritePadded(7, 3);
        int start = sink.Length;
        sink.Write("é");
        sink.Pad(start, 4, left: false);
        start = sink.Length;
        sink.Write("x");
        sink.Pad(start, 3, left: true);
        sink.WriteByte((byte)'|');
        Assert.Equal("-9223372036854775808 18446744073709551615 beef 007  éx  |", Encoding.UTF8.GetString(sink.Written));
    }

    private sealed class RecordingStream : MemoryStream
    {
        public List<string> Writes { get; } = [];

        public override void Write(byte[] buffer, int offset, int count) => Writes.Add(Encoding.UTF8.GetString(buffer.AsSpan(offset, count)));
    }
}
