using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Borescope.Compiler.Btf;
using Borescope.Kernel;

namespace Borescope.Btf;

/// <summary>
/// One BTF blob: the types of vmlinux, of a module (split BTF on top of vmlinux) or of an object file. Types are decoded on
/// demand from the bytes; opening costs one pass that records where each type starts. Bytes are never trusted.
/// </summary>
public sealed class BtfSpec : IDisposable
{
    private readonly MappedMemory _memory;
    private readonly int[] _offsets;
    private readonly int _typeSection;
    private readonly int _typeLength;
    private readonly int _stringSection;
    private readonly int _stringLength;
    private readonly uint _firstString;
    private BtfNameIndex? _index;
    private int _scans;

    private BtfSpec(MappedMemory memory, BtfSpec? baseSpec, string name, in BtfSections sections, int[] offsets)
    {
        _memory = memory;
        Base = baseSpec;
        Name = name;
        _typeSection = sections.TypeStart;
        _typeLength = sections.TypeLength;
        _stringSection = sections.StringStart;
        _stringLength = sections.StringLength;
        _offsets = offsets;
        FirstId = baseSpec?.EndId ?? 1;
        _firstString = baseSpec is null ? 0 : baseSpec._firstString + (uint)baseSpec._stringLength;
    }

    /// <summary>The blob whose types come first, for split BTF of modules.</summary>
    public BtfSpec? Base { get; }

    /// <summary><c>vmlinux</c>, the module's name, or what the caller gave.</summary>
    public string Name { get; }

    /// <summary>Id of the first type that this blob itself holds.</summary>
    public uint FirstId { get; }

    /// <summary>Id after the last type.</summary>
    public uint EndId => FirstId + (uint)_offsets.Length;

    /// <summary>Number of types that this blob itself holds.</summary>
    public int Count => _offsets.Length;

    /// <summary>The raw bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _memory.Span;

    /// <summary>Reads a blob from bytes, which are copied.</summary>
    /// <param name="content">BTF bytes.</param>
    /// <param name="spec">The result, null on failure.</param>
    /// <param name="diagnostic">What is wrong with the bytes.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="baseSpec">The base of split BTF.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> content, out BtfSpec? spec, out string? diagnostic, string name = "btf", BtfSpec? baseSpec = null) =>
        TryOpen(MappedMemory.Copy(SystemCalls.Instance, content), name, baseSpec, out spec, out diagnostic);

    /// <summary>Opens a file, memory-mapped where the kernel can (sysfs since 6.16), else read into memory outside the managed heap.</summary>
    public static bool TryOpenFile(
        ISystemCalls calls, string path, string name, BtfSpec? baseSpec, out BtfSpec? spec, out string? diagnostic)
    {
        spec = null;
        diagnostic = null;
        var fd = calls.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec);
        if (fd < 0)
        {
            diagnostic = $"cannot open {path}: {ErrnoText.Of(fd.AsErrno())}";
            return false;
        }

        try
        {
            var length = calls.Length(fd);
            if (length is <= 0 or > BtfLimits.MaxBytes)
            {
                diagnostic = length < 0 ? $"cannot read {path}: {ErrnoText.Of(((nint)length).AsErrno())}" : $"{path} has an impossible size of {length} bytes";
                return false;
            }

            var error = MappedMemory.TryMap(calls, fd, (int)length, 0, MemoryProtection.Read, MemoryMapFlags.Private, out var memory);
            if (error != Errno.None)
                error = MappedMemory.TryRead(calls, fd, (int)length, out memory);
            if (error == Errno.None)
                return TryOpen(memory!, name, baseSpec, out spec, out diagnostic);
            diagnostic = $"cannot read {path}: {ErrnoText.Of(error)}";
            return false;
        }
        finally
        {
            calls.Close(fd);
        }
    }

    /// <summary>The type with an id; ids outside the blob and its base give <c>void</c>.</summary>
    public BtfType this[uint id]
    {
        get
        {
            if (id >= FirstId)
                return id < EndId ? new BtfType(this, id) : default;
            return Base is null || id == 0 ? default : Base[id];
        }
    }

    /// <summary>Finds a type of this blob (not of its base) by exact name.</summary>
    /// <param name="name">Name without keywords: <c>task_struct</c>.</param>
    /// <param name="kind">The kind wanted; Struct, Union, Enum and Enum64 match only themselves.</param>
    /// <param name="type">The first such type.</param>
    public bool TryFind(ReadOnlySpan<char> name, BtfKind kind, out BtfType type)
    {
        type = default;
        if (name.Length is 0 or > BtfLimits.MaxNameBytes)
            return false;
        Span<byte> buffer = name.Length <= 256 ? stackalloc byte[768] : new byte[name.Length * 3];
        var bytes = buffer[..Encoding.UTF8.GetBytes(name, buffer)];
        var id = _index is null && ++_scans <= BtfLimits.ScansBeforeIndex ? Scan(bytes, kind) : FindIndexed(bytes, kind);
        if (id == 0)
            return false;
        type = new BtfType(this, id);
        return true;
    }

    /// <summary>The types of one kind that this blob itself holds, in the order of their ids.</summary>
    public IEnumerable<BtfType> OfKind(BtfKind kind)
    {
        for (var id = FirstId; id < EndId; id++)
        {
            if (KindAt(id) == kind)
                yield return new BtfType(this, id);
        }
    }

    /// <summary>Releases the mapping; types of this blob must not be used any more.</summary>
    public void Dispose() => _memory.Dispose();

    internal static bool TryOpen(MappedMemory memory, string name, BtfSpec? baseSpec, out BtfSpec? spec, out string? diagnostic)
    {
        spec = null;
        if (BtfSections.TryRead(memory.Span, out var sections, out diagnostic)
            && BtfTypeScanner.TryScan(memory.Span, sections, out var offsets, out diagnostic))
        {
            spec = new BtfSpec(memory, baseSpec, name, sections, offsets);
            return true;
        }

        diagnostic = $"BTF of {name}: {diagnostic}";
        memory.Dispose();
        return false;
    }

    /// <summary>The bytes of a type from its common part to the end of the section.</summary>
    internal ReadOnlySpan<byte> Record(uint id) => _memory.Span[(_typeSection + _offsets[id - FirstId])..];

    /// <summary>Offset of the first string that this blob itself holds.</summary>
    internal uint FirstString => _firstString;

    /// <summary>Where a type's record starts in the type section.</summary>
    internal int OffsetOf(uint id) => _offsets[id - FirstId];

    /// <summary>The type section.</summary>
    internal ReadOnlySpan<byte> TypeBytes => _memory.Span[_typeSection..(_typeSection + _typeLength)];

    /// <summary>The string section.</summary>
    internal ReadOnlySpan<byte> StringBytes => _memory.Span.Slice(_stringSection, _stringLength);

    internal BtfKind KindAt(uint id) => (BtfKind)((BtfLayout.Word(Record(id), 4) >> 24) & 0x7f);

    internal ReadOnlySpan<byte> StringAt(uint offset)
    {
        if (offset < _firstString)
            return Base is null ? default : Base.StringAt(offset);
        var local = offset - _firstString;
        if (local >= (uint)_stringLength)
            return default;
        var rest = _memory.Span.Slice(_stringSection + (int)local, _stringLength - (int)local);
        var end = rest[..Math.Min(rest.Length, BtfLimits.MaxNameBytes)].IndexOf((byte)0);
        return end < 0 ? rest[..Math.Min(rest.Length, BtfLimits.MaxNameBytes)] : rest[..end];
    }

    private uint FindIndexed(ReadOnlySpan<byte> name, BtfKind kind)
    {
        _index ??= new BtfNameIndex(this);
        return _index.Find(name, kind);
    }

    // Names are deduplicated, so one search in the string section and one pass over the name offsets answer a
    // lookup in well under a millisecond, without an index.
    private uint Scan(ReadOnlySpan<byte> name, BtfKind kind)
    {
        Span<byte> pattern = stackalloc byte[name.Length + 1];
        name.CopyTo(pattern);
        pattern[^1] = 0;
        Span<uint> candidates = stackalloc uint[16];
        var count = FindStrings(pattern, wholeOnly: true, candidates);
        if (count > 0 && FindNamed(candidates[..count], kind) is var id and not 0)
            return id;

        // A writer may let one name be the tail of another.
        count = FindStrings(pattern, wholeOnly: false, candidates);
        if (count == candidates.Length)
            return FindIndexed(name, kind);
        return count == 0 ? 0 : FindNamed(candidates[..count], kind);
    }

    private uint FindNamed(ReadOnlySpan<uint> nameOffsets, BtfKind kind)
    {
        var types = _memory.Span[_typeSection..];
        for (var index = 0; index < _offsets.Length; index++)
        {
            var record = types[_offsets[index]..];
            var nameOffset = MemoryMarshal.Read<uint>(record);
            if (nameOffsets.Contains(nameOffset) && (BtfKind)((BtfLayout.Word(record, 4) >> 24) & 0x7f) == kind)
                return FirstId + (uint)index;
        }

        return 0;
    }

    private int FindStrings(ReadOnlySpan<byte> pattern, bool wholeOnly, Span<uint> found)
    {
        var count = Base?.FindStrings(pattern, wholeOnly, found) ?? 0;
        var strings = _memory.Span.Slice(_stringSection, _stringLength);
        var position = 0;
        while (count < found.Length && strings[position..].IndexOf(pattern) is var hit and >= 0)
        {
            var at = position + hit;
            if (!wholeOnly || at == 0 || strings[at - 1] == 0)
                found[count++] = _firstString + (uint)at;
            position = at + 1;
        }

        return count;
    }
}
