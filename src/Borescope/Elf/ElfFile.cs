using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Kernel;

namespace Borescope.Elf;

/// <summary>
/// An ELF file, 32 or 64 bit, little-endian: headers, sections, symbols, notes, and the way from addresses to file offsets. Bytes are never
/// trusted: what a header claims and the file does not hold is left out and named in <see cref="Diagnostics"/>.
/// </summary>
public sealed class ElfFile : IDisposable
{
    private readonly ElfContent _content;
    private readonly ElfSegment[] _segments;
    private readonly ElfSection[] _sections;
    private readonly List<string> _diagnostics;
    private readonly ElfSection _sectionNames;
    private ElfDynamic? _dynamic;
    private ElfSymbolTable? _symbols;
    private ElfSymbolTable? _dynamicSymbols;

    private ElfFile(ElfContent content, string path, in ElfHeader header)
    {
        _content = content;
        Path = path;
        Header = header;
        _diagnostics = [];
        var tables = new ElfTables(content, header, _diagnostics);
        _segments = tables.ReadSegments();
        _sections = tables.ReadSections();
        _sectionNames = tables.SectionNames is var names && (uint)names < (uint)_sections.Length ? _sections[names] : default;
    }

    /// <summary>Path as opened, or the name given; for messages.</summary>
    public string Path { get; }

    /// <summary>The file header.</summary>
    public ElfHeader Header { get; }

    /// <summary>The whole content; asking for it reads the whole file.</summary>
    public ReadOnlySpan<byte> Bytes => _content.All;

    /// <summary>Bytes of the file.</summary>
    public int Length => _content.Length;

    /// <summary>Program headers in file order.</summary>
    public ReadOnlySpan<ElfSegment> Segments => _segments;

    /// <summary>Section headers in file order, the empty first one included; none in a file without a section table.</summary>
    public ReadOnlySpan<ElfSection> Sections => _sections;

    /// <summary>What the file claims but does not hold.</summary>
    public IReadOnlyList<string> Diagnostics => _diagnostics;

    /// <summary>The full symbol table (<c>.symtab</c>), empty in stripped files.</summary>
    public ElfSymbolTable Symbols => _symbols ??= ElfSymbolTables.Find(this, ElfConstants.SectionSymbols);

    /// <summary>The dynamic symbol table, found by its section or, in files without sections, by the dynamic segment.</summary>
    public ElfSymbolTable DynamicSymbols => _dynamicSymbols ??= ElfSymbolTables.FindDynamic(this);

    /// <summary>Needed libraries and the file's own shared name.</summary>
    public ElfDynamic Dynamic => _dynamic ??= ElfDynamic.Read(this);

    /// <summary>Path of the dynamic loader, null for libraries and static programs.</summary>
    public string? Interpreter
    {
        get
        {
            foreach (var segment in _segments)
            {
                if (segment.Type == ElfConstants.SegmentInterpreter && TryGet(segment.Offset, segment.FileSize, out var text))
                    return Encoding.UTF8.GetString(ElfWords.Text(text, 0));
            }

            return null;
        }
    }

    /// <summary>The linker's build-id (usually 20 bytes), empty when there is none.</summary>
    public ReadOnlySpan<byte> BuildId =>
        ElfNotes.Find(this, "GNU\0"u8, ElfConstants.NoteGnuBuildId) is var id && id.Length <= ElfLimits.MaxBuildIdBytes ? id : default;

    /// <summary>Whether the Go toolchain made the file: return probes break its moving stacks.</summary>
    public bool IsGo =>
        TryFindSection(".gopclntab"u8, out _) || TryFindSection(".go.buildinfo"u8, out _) || !ElfNotes.Find(this, "Go\0\0"u8, ElfConstants.NoteGoBuildId).IsEmpty;

    /// <summary>Whether an xz-compressed symbol table is embedded (<c>.gnu_debugdata</c>).</summary>
    public bool HasMiniDebug => TryFindSection(".gnu_debugdata"u8, out _);

    /// <summary>The memory of the file for those who made sure before, by <see cref="TryGet"/>, that their part was read.</summary>
    internal ReadOnlySpan<byte> Raw => _content.Raw;

    /// <summary>Opens a file. Its bytes are read when they are asked for, never mapped: its owner may change it meanwhile.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="path">Path of a regular file.</param>
    /// <param name="file">The result, null on failure.</param>
    /// <param name="diagnostic">Why not: a full sentence with the path.</param>
    public static bool TryOpen(ISystemCalls calls, string path, out ElfFile? file, out string? diagnostic)
    {
        file = null;
        diagnostic = null;

        // Non-blocking, so that a pipe in the file's place does not hang.
        var fd = calls.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        if (fd < 0)
        {
            diagnostic = $"cannot open {path}: {ErrnoText.Of(fd.AsErrno())}";
            return false;
        }

        var handle = KernelHandle.Own(calls, fd);

        // A directory has a length too; only reading tells.
        Span<byte> first = stackalloc byte[1];
        var error = calls.ReadAt(handle.Descriptor, first, 0).AsErrno();
        var length = error == Errno.None ? calls.Length(handle.Descriptor) : 0;
        ElfContent? content = null;
        if (error == Errno.None && length < 0)
            error = ((nint)length).AsErrno();
        else if (error == Errno.None && length > ElfLimits.MaxBytes)
            diagnostic = $"cannot read {path}: {length} bytes are more than the 2 GiB supported";
        else if (error == Errno.None && length == 0)
            diagnostic = $"cannot read {path}: it is an empty file";
        else if (error == Errno.None)
            error = ElfContent.TryCreate(calls, handle, (int)length, out content);
        if (error != Errno.None)
            diagnostic = $"cannot read {path}: {ErrnoText.Of(error)}";
        if (content is not null)
            return TryRead(content, path, out file, out diagnostic);
        handle.Dispose();
        return false;
    }

    /// <summary>Reads a file from memory, whose ownership passes to the result, or which is disposed on failure.</summary>
    /// <param name="memory">The content.</param>
    /// <param name="name">Path or name for messages.</param>
    /// <param name="file">The result, null on failure.</param>
    /// <param name="diagnostic">Why not: a full sentence with the name.</param>
    public static bool TryRead(MappedMemory memory, string name, out ElfFile? file, out string? diagnostic) =>
        TryRead(new ElfContent(memory), name, out file, out diagnostic);

    /// <summary>Reads a file from bytes, which are copied.</summary>
    public static bool TryRead(ISystemCalls calls, ReadOnlySpan<byte> content, string name, out ElfFile? file, out string? diagnostic) =>
        TryRead(MappedMemory.Copy(calls, content), name, out file, out diagnostic);

    /// <summary>The bytes of a section; empty when it has none or lies outside the file.</summary>
    public ReadOnlySpan<byte> BytesOf(scoped in ElfSection section) =>
        !section.HasNoBytes && TryGet(section.Offset, section.Size, out var part) ? part : default;

    /// <summary>The name of a section; empty when the file lies about it.</summary>
    public ReadOnlySpan<byte> NameOf(scoped in ElfSection section) => ElfWords.Text(BytesOf(_sectionNames), section.NameOffset);

    /// <summary>The first section with a name.</summary>
    public bool TryFindSection(ReadOnlySpan<byte> name, out ElfSection section)
    {
        foreach (ref readonly var candidate in Sections)
        {
            if (NameOf(candidate).SequenceEqual(name))
            {
                section = candidate;
                return true;
            }
        }

        section = default;
        return false;
    }

    /// <summary>The first section of a type.</summary>
    internal bool TryFindSection(uint type, out ElfSection section)
    {
        foreach (ref readonly var candidate in Sections)
        {
            if (candidate.Type == type)
            {
                section = candidate;
                return true;
            }
        }

        section = default;
        return false;
    }

    /// <summary>The relocations of a relocation section (SHT_REL or SHT_RELA); empty for others.</summary>
    public ElfRelocation[] RelocationsOf(in ElfSection section) => ElfRelocations.Read(this, section);

    /// <summary>The file offset of an address that is backed by the file.</summary>
    /// <param name="address">Address before the load bias.</param>
    /// <param name="offset">Bytes from the start of the file.</param>
    /// <param name="executableOnly">Look only at executable segments.</param>
    public bool TryOffsetOf(ulong address, out ulong offset, bool executableOnly = false)
    {
        foreach (ref readonly var segment in Segments)
        {
            if (!segment.IsLoaded || (executableOnly && !segment.IsExecutable) || address < segment.Address || address - segment.Address >= segment.FileSize)
                continue;
            offset = unchecked(address - segment.Address + segment.Offset);
            return true;
        }

        offset = 0;
        return false;
    }

    /// <summary>The address that a byte of the file gets, before the load bias; executable segments win where several map it.</summary>
    public bool TryAddressOf(ulong offset, out ulong address)
    {
        address = 0;
        var found = false;
        foreach (ref readonly var segment in Segments)
        {
            if (!segment.IsLoaded || offset < segment.Offset || offset - segment.Offset >= segment.FileSize || (found && !segment.IsExecutable))
                continue;
            address = unchecked(offset - segment.Offset + segment.Address);
            found = true;
            if (segment.IsExecutable)
                return true;
        }

        return found;
    }

    /// <summary>Reads <c>.gnu_debuglink</c>.</summary>
    public bool TryGetDebugLink(out ElfDebugLink link)
    {
        link = default;
        if (!TryFindSection(".gnu_debuglink"u8, out var section))
            return false;
        var bytes = BytesOf(section);
        var name = ElfWords.Text(bytes, 0);
        var at = (name.Length + 4) & ~3;
        if (name.IsEmpty || name.Contains((byte)'/') || at + 4 > bytes.Length)
            return false;
        link = new ElfDebugLink(Encoding.UTF8.GetString(name), ElfWords.Word(bytes, at));
        return true;
    }

    /// <summary>A part of the file, read if it was not yet; false when it lies outside.</summary>
    internal bool TryGet(ulong offset, ulong length, out ReadOnlySpan<byte> part) => _content.TryGet(offset, length, out part);

    /// <summary>The bytes from an address to the end of its segment, at most so many; empty when the file does not hold it.</summary>
    internal ReadOnlySpan<byte> Behind(ulong address, int limit)
    {
        foreach (ref readonly var segment in Segments)
        {
            if (!segment.IsLoaded || address < segment.Address || address - segment.Address >= segment.FileSize)
                continue;
            var offset = unchecked(address - segment.Address + segment.Offset);
            if (offset >= (ulong)Length)
                return default;
            var length = Math.Min(Math.Min(segment.FileSize - (address - segment.Address), (ulong)limit), (ulong)Length - offset);
            return TryGet(offset, length, out var part) ? part : default;
        }

        return default;
    }

    /// <summary>Frees the file; spans and symbol tables taken from it are dead after this.</summary>
    public void Dispose() => _content.Dispose();

    private static bool TryRead(ElfContent content, string name, out ElfFile? file, out string? diagnostic)
    {
        file = null;
        content.TryGet(0, (ulong)Math.Min(content.Length, ElfHeader.Bytes64), out var first);
        if (!ElfHeader.TryRead(first, out var header, out diagnostic))
        {
            diagnostic = $"cannot read {name}: {diagnostic}";
            content.Dispose();
            return false;
        }

        file = new ElfFile(content, name, header);
        return true;
    }
}
