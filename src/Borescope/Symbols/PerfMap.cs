using System;
using System.Buffers;
using System.Collections.Generic;
using Borescope.Kernel;

namespace Borescope.Symbols;

/// <summary>
/// The list of compiled code that a just-in-time compiler keeps in <c>/tmp/perf-PID.map</c>: lines of start, size (hexadecimal) and name. The file
/// only grows, so what was appended is read when asked; of several entries for an address the latest counts, because compilers reuse memory.
/// </summary>
internal sealed class PerfMap
{
    private const int ChunkBytes = 256 << 10;

    // .NET reports blocks of stubs that overlap the methods placed in them; they only count where nothing else is known.
    private const uint CoarseBytes = 64 << 10;
    private const uint PageMask = 0xfff;

    private readonly ISystemCalls _calls;
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _maxEntries;
    private readonly Dictionary<int, string> _texts = [];
    private ulong[] _starts = [];
    private uint[] _sizes = [];
    private int[] _nameStarts = [0];
    private byte[] _names = [];
    private int[] _order = [];
    private ulong[] _reach = [];
    private long _position;

    /// <summary>A map of which nothing is read yet.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="path">Its path.</param>
    /// <param name="maxBytes">How much of the file is read.</param>
    /// <param name="maxEntries">How many entries are kept.</param>
    internal PerfMap(ISystemCalls calls, string path, long maxBytes = SymbolLimits.MaxPerfMapBytes, int maxEntries = SymbolLimits.MaxPerfMapEntries)
    {
        _calls = calls;
        _path = path;
        _maxBytes = maxBytes;
        _maxEntries = maxEntries;
    }

    internal int Count { get; private set; }

    /// <summary>Reads what was appended since the last call.</summary>
    /// <returns>Whether anything changed.</returns>
    internal bool Update()
    {
        // Non-blocking: /tmp is open to everybody, the file may be a pipe.
        var fd = _calls.Open(_path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        if (fd < 0)
            return false;
        try
        {
            var length = _calls.Length(fd);
            if (length < 0 || length == _position)
                return false;
            if (length < _position)
                Reset();
            var before = Count;
            Read(fd, Math.Min(length, _maxBytes));
            if (Count == before)
                return false;
            Index();
            return true;
        }
        finally
        {
            _calls.Close(fd);
        }
    }

    /// <summary>The entry around an address: the latest one, except that blocks of stubs come last.</summary>
    internal bool TryFind(ulong address, out string name, out ulong offset)
    {
        name = "";
        offset = 0;
        var best = -1;
        for (var position = UpperBound(address) - 1; position >= 0 && _reach[position] > address; position--)
        {
            var index = _order[position];
            if (address - _starts[index] >= _sizes[index])
                continue;
            if (best < 0 || (IsCoarse(index), -index).CompareTo((IsCoarse(best), -best)) < 0)
                best = index;
        }

        if (best < 0)
            return false;
        offset = address - _starts[best];
        if (!_texts.TryGetValue(best, out name!))
            _texts[best] = name = PerfMapName.Shorten(NameOf(best));
        return true;
    }

    private ReadOnlySpan<byte> NameOf(int index) => _names.AsSpan(_nameStarts[index], _nameStarts[index + 1] - _nameStarts[index]);

    private bool IsCoarse(int index) =>
        (_sizes[index] >= CoarseBytes && (_sizes[index] & PageMask) == 0 && (_starts[index] & PageMask) == 0) || NameOf(index).IndexOf("StubBlock"u8) >= 0;

    private void Reset()
    {
        Count = 0;
        _position = 0;
        _texts.Clear();
        _nameStarts = [0];
    }

    private void Read(int fd, long length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        var kept = 0;
        var skipping = false;
        var position = _position;
        while (position < length && Count < _maxEntries)
        {
            var count = (int)_calls.ReadAt(fd, buffer.AsSpan(kept), position);
            if (count <= 0)
                break;
            position += count;
            var rest = buffer.AsSpan(0, kept + count);
            while (rest.IndexOf((byte)'\n') is var end and >= 0)
            {
                if (!skipping)
                    Add(rest[..end]);
                skipping = false;
                rest = rest[(end + 1)..];
            }

            // A line longer than the buffer is skipped to its end.
            if (rest.Length == buffer.Length)
            {
                skipping = true;
                rest = default;
            }

            // The last line may be half written; it is read again next time.
            _position = position - rest.Length;
            kept = rest.Length;
            rest.CopyTo(buffer);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Add(ReadOnlySpan<byte> line)
    {
        if (!TryHex(ref line, out var start) || !TryHex(ref line, out var size) || size == 0 || size > uint.MaxValue || start > ulong.MaxValue - size)
            return;
        var name = line.TrimEnd("\r \t"u8);
        if (name.IsEmpty || Count == _maxEntries)
            return;
        if (name.Length > SymbolLimits.MaxPerfMapNameBytes)
            name = name[..SymbolLimits.MaxPerfMapNameBytes];
        if (Count == _starts.Length)
        {
            var capacity = Math.Max(256, Count * 2);
            Array.Resize(ref _starts, capacity);
            Array.Resize(ref _sizes, capacity);
        }

        if (Count + 1 >= _nameStarts.Length)
            Array.Resize(ref _nameStarts, Math.Max(257, (_nameStarts.Length * 2) + 1));
        var at = _nameStarts[Count];
        if (at + name.Length > _names.Length)
            Array.Resize(ref _names, (int)Math.Min(Math.Max(4096, Math.Max(_names.Length * 2L, at + name.Length)), Array.MaxLength));
        if (name.Length > _names.Length - at)
            return;
        name.CopyTo(_names.AsSpan(at));
        _starts[Count] = start;
        _sizes[Count] = (uint)size;
        _nameStarts[++Count] = at + name.Length;
    }

    private static bool TryHex(ref ReadOnlySpan<byte> line, out ulong value)
    {
        value = 0;
        if (line.StartsWith("0x"u8) || line.StartsWith("0X"u8))
            line = line[2..];
        var at = 0;
        for (; at < line.Length && at <= 16 && HexDigit.Value(line[at]) is var digit and >= 0; at++)
            value = (value << 4) | (uint)digit;
        if (at is 0 or > 16 || at >= line.Length || line[at] != (byte)' ')
            return false;
        line = line[(at + 1)..];
        return true;
    }

    // _reach[i] is the highest end of all entries up to i in address order: a backward search stops where nothing reaches the address.
    private void Index()
    {
        var keys = _starts.AsSpan(0, Count).ToArray();
        _order = new int[Count];
        for (var index = 0; index < Count; index++)
            _order[index] = index;
        Array.Sort(keys, _order);
        _reach = new ulong[Count];
        var reach = 0ul;
        for (var position = 0; position < Count; position++)
        {
            var index = _order[position];
            reach = Math.Max(reach, _starts[index] + _sizes[index]);
            _reach[position] = reach;
        }
    }

    private int UpperBound(ulong address)
    {
        var low = 0;
        var high = _order.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_starts[_order[middle]] <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
