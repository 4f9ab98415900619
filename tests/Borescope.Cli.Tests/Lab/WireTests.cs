using System;
using System.IO;
using System.Linq;
using System.Threading;
using Borescope.Cli.Lab.Native;
using Borescope.Cli.Lab.Wire;

namespace Borescope.Cli.Tests.Lab;

public sealed unsafe class WireTests
{
    [Fact]
    public void A_command_survives_encoding_and_decoding()
    {
        CommandLine line = new(["sh", "-c", "echo ä"], ["A=1", "B="], "/tmp", Terminal: true, Rows: 24, Columns: 80);
        CommandLine? decoded = CommandLine.Decode(line.Encode());
        Assert.NotNull(decoded);
        Assert.Equal(line.Arguments, decoded.Arguments);
        Assert.Equal(line.Environment, decoded.Environment);
        Assert.Equal(("/tmp", true, (ushort)24, (ushort)80), (decoded.Directory, decoded.Terminal, decoded.Rows, decoded.Columns));
    }

    [Fact]
    public void A_command_is_not_decoded_before_its_last_byte_is_there()
    {
        byte[] bytes = new CommandLine(["true"], [], "/").Encode();
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Null(CommandLine.Decode(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void Frames_of_any_size_arrive_in_order_and_whole()
    {
        (int left, int right) = Pair();
        byte[] sent = new byte[200_003];
        new Random(7).NextBytes(sent);
        Thread sender = new(() =>
        {
            FrameChannel channel = new(left);
            channel.Send(FrameKind.Signal, 9, 15);
            channel.Send(FrameKind.InputEnd, 3, []);
            channel.Send(FrameKind.Output, 4, sent);
            _ = Libc.Close(left);
        });
        sender.Start();
        FrameChannel receiver = new(right);
        Assert.True(receiver.TryReceive(out Frame frame));
        Assert.Equal((FrameKind.Signal, 9u, 15u), (frame.Kind, frame.Id, frame.Number));
        Assert.True(receiver.TryReceive(out frame));
        Assert.Equal((FrameKind.InputEnd, 3u, 0), (frame.Kind, frame.Id, frame.Payload.Length));
        using MemoryStream received = new();
        while (receiver.TryReceive(out frame))
        {
            Assert.Equal((FrameKind.Output, 4u), (frame.Kind, frame.Id));
            received.Write(frame.Payload.Span);
        }
        sender.Join();
        _ = Libc.Close(right);
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()));
    }

    [Fact]
    public void Bytes_that_are_no_frame_are_refused()
    {
        (int left, int right) = Pair();
        Descriptor.Write(left, [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Throws<InvalidDataException>(() => new FrameChannel(right).TryReceive(out _));
        _ = Libc.Close(left);
        _ = Libc.Close(right);
    }

    private static (int Left, int Right) Pair()
    {
        int* ends = stackalloc int[2];
        Assert.Equal(0, Libc.SocketPair(1, 1, 0, ends));
        return (ends[0], ends[1]);
    }
}
