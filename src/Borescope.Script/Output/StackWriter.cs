using System;
using System.Buffers.Binary;
using Borescope.Kernel;
using Borescope.Maps;
using Borescope.Script.Types;

namespace Borescope.Script.Output;

/// <summary>Writes stacks: a newline, then one line per frame.</summary>
/// <remarks>
/// bpftrace mode: 8 blanks, <c>symbol+offset</c>. perf mode: tab, hexadecimal address, blank, <c>symbol+offset</c>, for user frames the file in parentheses.
/// raw mode: hexadecimal addresses. build_id mode: build id of the file, blank, offset in the file; the address where the file has no build id that the kernel could read.
/// </remarks>
internal sealed class StackWriter(IValueResolver resolver, ValueWriter values)
{
    private const int MaxFrames = 127;
    private readonly ulong[] _addresses = new ulong[MaxFrames];
    private StackBuildFrame[]? _frames;

    /// <summary>Writes the stack of a stack value, laid out as <see cref="StackType"/> says.</summary>
    internal void Write(ByteSink sink, StackType type, ReadOnlySpan<byte> value)
    {
        int id = BinaryPrimitives.ReadInt32LittleEndian(value);
        uint tgid = type.User ? BinaryPrimitives.ReadUInt32LittleEndian(value[12..]) : 0;
        sink.WriteByte((byte)'\n');
        if (id < 0)
        {
            // EFAULT is the kernel's way to say that there is no such stack (a kernel thread has no user stack): nothing to show, nothing lost.
            if (id != -(int)Errno.EFAULT)
                WriteLost(sink, (Errno)(-id) == Errno.EEXIST ? "others have its places in the stack maps" : $"bpf_get_stackid failed: errno {-(long)id}");
            return;
        }

        if (type.Mode == StackMode.BuildId)
        {
            WriteBuildIds(sink, type, id);
            return;
        }

        int count = resolver.ReadStack(type, id, _addresses.AsSpan(0, Math.Clamp(type.Limit, 0, MaxFrames)));
        if (count < 0)
        {
            WriteLost(sink, "no longer in the stack map");
            return;
        }

        foreach (ulong address in _addresses.AsSpan(0, Math.Min(count, type.Limit)))
            WriteFrame(sink, type, address, tgid);
    }

    private void WriteBuildIds(ByteSink sink, StackType type, int id)
    {
        _frames ??= new StackBuildFrame[MaxFrames];
        int count = resolver.ReadStack(type, id, _frames.AsSpan(0, Math.Clamp(type.Limit, 0, MaxFrames)));
        if (count < 0)
        {
            WriteLost(sink, "no longer in the stack map");
            return;
        }

        foreach (StackBuildFrame frame in _frames.AsSpan(0, count))
        {
            if (frame.HasBuildId)
            {
                sink.Write(frame.BuildId);
                sink.Write(frame.Offset < 16 ? " 0x0"u8 : " 0x"u8);
                sink.WriteHex(frame.Offset);
            }
            else
            {
                sink.WriteHex(frame.Address);
            }

            sink.WriteByte((byte)'\n');
        }
    }

    private static void WriteLost(ByteSink sink, string reason)
    {
        sink.Write("        [stack lost: "u8);
        sink.Write(reason);
        sink.Write("]\n"u8);
    }

    private void WriteFrame(ByteSink sink, StackType type, ulong address, uint tgid)
    {
        if (type.Mode == StackMode.Raw)
        {
            sink.WriteHex(address);
            sink.WriteByte((byte)'\n');
            return;
        }

        if (type.Mode == StackMode.Perf)
        {
            sink.WriteByte((byte)'\t');
            sink.WriteHex(address);
            sink.WriteByte((byte)' ');
        }
        else
        {
            sink.WriteRepeated((byte)' ', 8);
        }

        bool found = type.User ? resolver.TryGetUserSymbol(address, tgid, out ResolvedSymbol symbol) : resolver.TryGetKernelSymbol(address, out symbol);
        if (found)
        {
            values.WriteHostile(sink, symbol.Name);
            sink.WriteByte((byte)'+');
            sink.WriteUInt64(symbol.Offset);
        }
        else
        {
            ValueWriter.WritePointer(sink, address);
        }

        if (type is { User: true, Mode: StackMode.Perf })
        {
            sink.Write(" ("u8);
            values.WriteHostile(sink, string.IsNullOrEmpty(symbol.Module) ? "[unknown]" : symbol.Module);
            sink.WriteByte((byte)')');
        }

        sink.WriteByte((byte)'\n');
    }
}
