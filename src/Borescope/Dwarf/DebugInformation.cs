using System;
using System.Collections.Generic;
using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Elf;
using Borescope.Kernel;
using Borescope.Symbols;

namespace Borescope.Dwarf;

/// <summary>
/// What the debug information of a program or library (DWARF 2 to 5, as <c>gcc -g</c> and <c>clang -g</c> write it) says: prototypes of functions and
/// types, as BTF, and which code belongs to which source line. It is read from the file itself or from its separate debug file.
/// </summary>
/// <remarks>Not read: split units (<c>.dwo</c>), shared parts (<c>dwz</c>), sections packed by zstd; what depends on them is missing. Not thread-safe.</remarks>
public sealed class DebugInformation : IDisposable
{
    private readonly ElfFile _file;
    private readonly DwarfReader _reader;
    private readonly Dictionary<int, BtfSpec?> _functions = [];
    private readonly Dictionary<int, BtfSpec?> _types = [];
    private DwarfIndex? _index;

    private DebugInformation(ElfFile file)
    {
        _file = file;
        _reader = new DwarfReader(new DwarfSections(file));
    }

    private DwarfIndex Index => _index ??= new DwarfIndex(_reader);

    /// <summary>Opens the debug information of a file.</summary>
    /// <param name="calls">The seam.</param>
    /// <param name="path">A program or library.</param>
    /// <param name="information">The result, null on failure.</param>
    /// <param name="diagnostic">Why there is none, and what to do.</param>
    public static bool TryOpen(ISystemCalls calls, string path, out DebugInformation? information, out string? diagnostic)
    {
        ArgumentNullException.ThrowIfNull(path);
        information = null;
        if (!ElfFile.TryOpen(calls, path, out var file, out diagnostic))
            return false;
        if (!DwarfSections.ArePresent(file!))
        {
            var debug = DebugFiles.TryOpen(calls, file!, path, "");
            file!.Dispose();
            file = debug;
            if (file is null || !DwarfSections.ArePresent(file))
            {
                file?.Dispose();
                diagnostic = $"{path} has no debug information (DWARF): compile it with -g, or install the debug symbols of its package";
                return false;
            }
        }

        information = new DebugInformation(file!);
        if (information._reader.Sections is { Info.IsEmpty: true, Problem: { } problem })
            diagnostic = $"the debug information of {path} cannot be read: {problem}";
        else if (information._reader.Units.Count == 0)
            diagnostic = $"the debug information of {path} cannot be read: it is damaged, or of another version than 2 to 5";
        if (diagnostic is null)
            return true;
        information.Dispose();
        information = null;
        return false;
    }

    /// <summary>Reads debug information from the bytes of a file.</summary>
    /// <param name="content">A whole ELF file, copied.</param>
    /// <param name="information">The result, null on failure.</param>
    /// <param name="diagnostic">Why not.</param>
    public static bool TryRead(ReadOnlySpan<byte> content, out DebugInformation? information, out string? diagnostic)
    {
        information = ElfFile.TryRead(SystemCalls.Instance, content, "file", out var file, out diagnostic) ? new DebugInformation(file!) : null;
        return information is not null;
    }

    /// <summary>The prototype of the function at an address: a FUNC with names and types of its parameters.</summary>
    /// <param name="address">Address before the load bias, as <c>nm</c> prints it; anywhere in the function.</param>
    /// <param name="function">The FUNC, which belongs to a blob of its own.</param>
    /// <param name="diagnostic">Why there is none.</param>
    public bool TryFindFunction(ulong address, out BtfType function, out string? diagnostic)
    {
        function = default;
        diagnostic = null;
        var entry = Index.FunctionAt(address);
        if (entry == 0)
        {
            diagnostic = Index.HasSplitUnits
                ? $"the debug information of {_file.Path} is in .dwo files, which are not read: compile without -gsplit-dwarf"
                : $"the debug information of {_file.Path} does not describe the function at 0x{address:x}; its source was compiled without -g";
            return false;
        }

        if (!_functions.TryGetValue(entry, out var spec))
            _functions.Add(entry, spec = new DwarfTypes(_reader, Index, _file.Header.Machine).Read([entry], [], _file.Path));
        if (spec is not null)
        {
            foreach (var found in spec.OfKind(BtfKind.Function))
                function = found;
        }

        if (function.Kind != BtfKind.Function)
            diagnostic = $"the debug information of {_file.Path} is damaged where it describes the function at 0x{address:x}";
        return diagnostic is null;
    }

    /// <summary>A structure, union, enumeration or typedef.</summary>
    /// <param name="kind"><see cref="BtfKind.Struct"/> (also for classes), <see cref="BtfKind.Union"/>, <see cref="BtfKind.Enum"/> or <see cref="BtfKind.Typedef"/>.</param>
    /// <param name="tag">Its name, without keyword and namespaces.</param>
    /// <param name="type">The type, which belongs to a blob of its own.</param>
    public bool TryFindType(BtfKind kind, string tag, out BtfType type)
    {
        type = default;
        ArgumentNullException.ThrowIfNull(tag);
        var wanted = kind switch
        {
            BtfKind.Union => DwarfTag.UnionType,
            BtfKind.Enum or BtfKind.Enum64 => DwarfTag.EnumerationType,
            BtfKind.Typedef => DwarfTag.Typedef,
            _ => DwarfTag.StructureType,
        };
        var entry = Index.Type(wanted, tag);
        if (entry == 0)
            return false;
        return SpecOf(entry) is { } spec && (spec.TryFind(tag, kind, out type) || (kind == BtfKind.Enum && spec.TryFind(tag, BtfKind.Enum64, out type)));
    }

    /// <summary>A value of an enumeration, which may be one without a name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">The enumeration, which belongs to a blob of its own.</param>
    public bool TryFindEnumerator(string name, out long value, out BtfType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        (value, type) = (0, default);
        var entry = Index.EnumerationOf(name);
        if (entry == 0 || SpecOf(entry) is not { } spec)
            return false;
        foreach (var kind in (ReadOnlySpan<BtfKind>)[BtfKind.Enum, BtfKind.Enum64])
        {
            foreach (var enumeration in spec.OfKind(kind))
            {
                foreach (var candidate in enumeration.EnumValues)
                {
                    if (candidate.Name != name)
                        continue;
                    (value, type) = (candidate.Value, enumeration);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Tags of the structures and unions that are described, in no order.</summary>
    public IEnumerable<string> Tags() => Index.Tags();

    /// <summary>The code of a source line: the first instruction in each function that has some.</summary>
    /// <param name="source">The file's name, or the end of its path: <c>main.c</c>, <c>src/main.c</c>.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1; 0: the whole line.</param>
    /// <param name="addresses">Addresses before the load bias, sorted.</param>
    /// <param name="diagnostic">Why there is none: no such file, or the lines around that have code.</param>
    public bool TryFindLine(string source, int line, int column, out IReadOnlyList<ulong> addresses, out string? diagnostic)
    {
        ArgumentNullException.ThrowIfNull(source);
        var search = new DwarfLineSearch(source, line, column);
        var seen = new HashSet<ulong>();
        foreach (var unit in _reader.Units)
        {
            if (unit.Lines is { } at && seen.Add(at))
                DwarfLines.Read(_reader.Sections, unit, at, search);
        }

        addresses = search.Result(Index.StartOf);
        diagnostic = addresses.Count > 0 ? null : search.Explain(_file.Path);
        return addresses.Count > 0;
    }

    /// <summary>Closes the file; types taken from it stay.</summary>
    public void Dispose() => _file.Dispose();

    private BtfSpec? SpecOf(int type)
    {
        if (!_types.TryGetValue(type, out var spec))
            _types.Add(type, spec = new DwarfTypes(_reader, Index, _file.Header.Machine).Read([], [type], _file.Path));
        return spec;
    }
}
