using System;
using System.Numerics;
using Borescope.Kernel;

namespace Borescope.Elf;

/// <summary>
/// The bytes of a file, read piece by piece as they are asked for into private memory of the file's size. Mapping the file itself would be simpler,
/// but whoever owns it could cut it short meanwhile, and touching a mapped page that is gone ends the process (SIGBUS).
/// </summary>
internal sealed unsafe class ElfContent : IDisposable
{
    private const int ChunkShift = 16;
    private const int ChunkBytes = 1 << ChunkShift;

    private readonly ISystemCalls? _calls;
    private readonly MappedMemory _memory;
    private readonly KernelHandle? _file;
    private readonly ulong[] _loaded;

    /// <summary>Takes memory that holds everything already.</summary>
    internal ElfContent(MappedMemory memory)
    {
        _memory = memory;
        _loaded = [];
    }

    private ElfContent(ISystemCalls calls, MappedMemory memory, KernelHandle file)
    {
        _calls = calls;
        _memory = memory;
        _file = file;
        _loaded = new ulong[(Chunk((ulong)memory.Length - 1) / 64) + 1];
    }

    /// <summary>Bytes of the file.</summary>
    internal int Length => _memory.Length;

    /// <summary>The memory as it is: zeros where nothing was asked for yet.</summary>
    internal ReadOnlySpan<byte> Raw => _memory.Span;

    /// <summary>The whole file.</summary>
    internal ReadOnlySpan<byte> All => TryGet(0, (ulong)Length, out var all) ? all : default;

    /// <summary>Takes ownership of an open file.</summary>
    internal static Errno TryCreate(ISystemCalls calls, KernelHandle file, int length, out ElfContent? content)
    {
        const MemoryMapFlags Flags = MemoryMapFlags.Private | MemoryMapFlags.Anonymous | MemoryMapFlags.NoReserve;
        content = null;
        var error = MappedMemory.TryMap(calls, -1, length, 0, MemoryProtection.Read | MemoryProtection.Write, Flags, out var memory);
        if (error == Errno.None)
            content = new ElfContent(calls, memory!, file);
        return error;
    }

    /// <summary>A part of the file; false when it lies outside. Bytes that cannot be read any more are zeros.</summary>
    internal bool TryGet(ulong offset, ulong length, out ReadOnlySpan<byte> part)
    {
        if (!ElfWords.TrySlice(Raw, offset, length, out part))
            return false;
        if (_file is not null && length > 0)
            Load(Chunk(offset), Chunk(offset + length - 1));
        return true;
    }

    public void Dispose()
    {
        _memory.Dispose();
        _file?.Dispose();
    }

    private static int Chunk(ulong offset) => (int)(offset >> ChunkShift);

    private void Load(int first, int last)
    {
        while (first <= last)
        {
            // Whole words of chunks that are there are skipped at once.
            var missing = ~_loaded[first >> 6] >> (first & 63);
            var skip = BitOperations.TrailingZeroCount(missing);
            if (skip > 0)
            {
                first += Math.Min(skip, 64 - (first & 63));
                continue;
            }

            var from = first;
            while (first <= last && (_loaded[first >> 6] & (1ul << (first & 63))) == 0)
            {
                _loaded[first >> 6] |= 1ul << (first & 63);
                first++;
            }

            Read((long)from << ChunkShift, Math.Min((long)first << ChunkShift, Length));
        }
    }

    private void Read(long position, long end)
    {
        while (position < end)
        {
            var count = _calls!.ReadAt(_file!.Descriptor, new Span<byte>(_memory.Pointer + position, (int)Math.Min(end - position, int.MaxValue & ~(ChunkBytes - 1))), position);
            if (count.AsErrno() == Errno.EINTR)
                continue;
            if (count <= 0)
                return;
            position += count;
        }
    }
}
