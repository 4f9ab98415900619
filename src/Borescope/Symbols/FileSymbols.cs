using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Elf;

namespace Borescope.Symbols;

/// <summary>
/// The functions of one file, sorted by address, with their names copied: about 20 bytes and the name per function. Nothing of the file stays
/// mapped, so a file that is cut short later does no harm.
/// </summary>
internal sealed class FileSymbols
{
    // A function may lie inside another's range (cold parts, assembly labels); more nesting than this is not looked through.
    private const int MaxNesting = 16;

    private readonly ulong[] _starts;
    private readonly uint[] _sizes;
    private readonly int[] _nameStarts;
    private readonly byte[] _names;
    private readonly ElfSegment[] _segments;
    private readonly Dictionary<int, string> _texts = [];

    internal FileSymbols(UserBinary binary)
    {
        _segments = Array.FindAll(binary.File.Segments.ToArray(), static segment => segment.IsLoaded && segment.IsExecutable);
        var entries = FunctionEntry.Collect(binary);
        _starts = new ulong[entries.Length];
        _sizes = new uint[entries.Length];
        _nameStarts = new int[entries.Length + 1];
        long bytes = 0;
        foreach (ref readonly var entry in entries.AsSpan())
            bytes += entry.NameOf(binary).Length;
        _names = new byte[Math.Min(bytes, Array.MaxLength)];
        var at = 0;
        for (var index = 0; index < entries.Length; index++)
        {
            ref readonly var entry = ref entries[index];
            _starts[index] = entry.Address;
            _sizes[index] = entry.Size;
            var name = entry.NameOf(binary);
            if (name.Length > _names.Length - at)
                name = default;
            name.CopyTo(_names.AsSpan(at));
            at += name.Length;
            _nameStarts[index + 1] = at;
        }
    }

    internal static FileSymbols Empty { get; } = new();

    private FileSymbols()
    {
        _starts = [];
        _sizes = [];
        _nameStarts = [0];
        _names = [];
        _segments = [];
    }

    internal int Count => _starts.Length;

    /// <summary>The function around a byte of the file.</summary>
    /// <param name="fileOffset">Bytes from the start of the file.</param>
    /// <param name="demangle">Write C++ names as the source has them.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="offset">Bytes behind its start.</param>
    internal bool TryFind(ulong fileOffset, bool demangle, out string name, out ulong offset)
    {
        name = "";
        offset = 0;
        if (!TryAddressOf(fileOffset, out var address, out var segmentEnd))
            return false;
        var position = UpperBound(address) - 1;
        for (var nesting = 0; position >= 0 && nesting < MaxNesting; position--, nesting++)
        {
            offset = address - _starts[position];
            if (offset < _sizes[position])
            {
                name = Text(position, demangle);
                return true;
            }

            // Without a size the function reaches to the next one.
            if (_sizes[position] == 0 && nesting == 0 && address < segmentEnd)
            {
                name = Text(position, demangle);
                return true;
            }
        }

        offset = 0;
        return false;
    }

    private bool TryAddressOf(ulong fileOffset, out ulong address, out ulong segmentEnd)
    {
        foreach (ref readonly var segment in _segments.AsSpan())
        {
            // The kernel maps whole pages, so code may be asked for a little behind the segment's bytes; nothing is there.
            if (fileOffset < segment.Offset || fileOffset - segment.Offset >= segment.FileSize)
                continue;
            address = unchecked(fileOffset - segment.Offset + segment.Address);
            segmentEnd = unchecked(segment.Address + segment.FileSize);
            return true;
        }

        address = 0;
        segmentEnd = 0;
        return false;
    }

    private int UpperBound(ulong address)
    {
        var low = 0;
        var high = _starts.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_starts[middle] <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private string Text(int index, bool demangle)
    {
        if (_texts.TryGetValue(index, out var text))
            return text;
        var bytes = _names.AsSpan(_nameStarts[index], _nameStarts[index + 1] - _nameStarts[index]);
        text = demangle && CppDemangler.TryDemangle(bytes, out var source) ? source! : Encoding.UTF8.GetString(bytes);
        _texts[index] = text;
        return text;
    }
}
