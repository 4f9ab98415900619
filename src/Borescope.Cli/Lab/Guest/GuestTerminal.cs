using System.Buffers.Binary;
using System;
using System.Globalization;
using System.IO;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab.Guest;

/// <summary>A pseudo terminal for a command that the user runs interactively.</summary>
internal sealed unsafe class GuestTerminal
{
    private const nuint SetLock = 0x40045431;
    private const nuint GetNumber = 0x80045430;
    private const nuint SetWindowSize = 0x5414;

    private GuestTerminal(int descriptor, string path)
    {
        Descriptor = descriptor;
        Path = path;
    }

    /// <summary>The master end.</summary>
    internal int Descriptor { get; }

    /// <summary>The terminal that the command opens.</summary>
    internal string Path { get; }

    internal static GuestTerminal Open(ushort rows, ushort columns)
    {
        int master = Libc.Open("/dev/ptmx", Libc.OpenReadWrite | Libc.OpenNoControllingTerminal | Libc.OpenCloseOnExec, 0);
        if (master < 0)
        {
            throw Native.Descriptor.Failure("opening /dev/ptmx");
        }
        int unlocked = 0;
        int number = 0;
        if (Libc.Ioctl(master, SetLock, (byte*)&unlocked) != 0 || Libc.Ioctl(master, GetNumber, (byte*)&number) != 0)
        {
            throw Native.Descriptor.Failure("preparing a pseudo terminal");
        }
        GuestTerminal terminal = new(master, "/dev/pts/" + number.ToString(CultureInfo.InvariantCulture));
        terminal.Resize(rows, columns);
        return terminal;
    }

    internal void Resize(ushort rows, ushort columns)
    {
        Span<byte> size = stackalloc byte[8];
        size.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(size, rows);
        BinaryPrimitives.WriteUInt16LittleEndian(size[2..], columns);
        fixed (byte* start = size)
        {
            _ = Libc.Ioctl(Descriptor, SetWindowSize, start);
        }
    }

    /// <summary>What the user types to end the input (Ctrl-D).</summary>
    internal void SendEndOfInput()
    {
        try
        {
            Native.Descriptor.Write(Descriptor, [4]);
        }
        catch (IOException)
        {
            // The terminal is already closed: the input has ended anyway.
        }
    }
}
