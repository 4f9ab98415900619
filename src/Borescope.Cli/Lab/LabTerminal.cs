using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Borescope.Cli.Lab.Native;

namespace Borescope.Cli.Lab;

/// <summary>The user's terminal in raw mode, so that keys reach the guest's terminal as they are; restored when disposed.</summary>
internal sealed unsafe partial class LabTerminal : IDisposable
{
    private const nuint GetWindowSize = 0x5413;

    // struct termios is 60 bytes in glibc; room to spare for others.
    private const int TermiosSize = 128;

    private readonly byte[] _saved = new byte[TermiosSize];
    private PosixSignalRegistration? _resizes;

    private LabTerminal()
    {
    }

    internal ushort Rows { get; private set; }

    internal ushort Columns { get; private set; }

    /// <summary>Takes the terminal when input, output and errors are all one; null otherwise.</summary>
    internal static LabTerminal? TryOpen()
    {
        for (int descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (Libc.IsTerminal(descriptor) == 0)
            {
                return null;
            }
        }
        LabTerminal terminal = new();
        terminal.Measure();
        byte* raw = stackalloc byte[TermiosSize];
        fixed (byte* saved = terminal._saved)
        {
            if (GetAttributes(0, saved) != 0)
            {
                return null;
            }
            new Span<byte>(saved, TermiosSize).CopyTo(new Span<byte>(raw, TermiosSize));
            MakeRaw(raw);
            _ = SetAttributes(0, 0, raw);
        }
        return terminal;
    }

    /// <summary>Reports new sizes.</summary>
    internal void OnResize(Action<ushort, ushort> resize) =>
        _resizes = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ =>
        {
            Measure();
            resize(Rows, Columns);
        });

    public void Dispose()
    {
        _resizes?.Dispose();
        fixed (byte* saved = _saved)
        {
            _ = SetAttributes(0, 0, saved);
        }
    }

    private void Measure()
    {
        Span<byte> size = stackalloc byte[8];
        size.Clear();
        fixed (byte* start = size)
        {
            if (Libc.Ioctl(0, GetWindowSize, start) == 0)
            {
                Rows = BinaryPrimitives.ReadUInt16LittleEndian(size);
                Columns = BinaryPrimitives.ReadUInt16LittleEndian(size[2..]);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, byte* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int when, byte* attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* attributes);
}
