using System;
using System.Collections.Generic;
using System.Text;
using Borescope.Elf;

namespace Borescope.Objects.Reading;

/// <summary>The sections of an object file by their part in it.</summary>
internal sealed class ObjectSections
{
    private const ulong Allocated = 2;
    private readonly Dictionary<int, ElfRelocation[]> _relocations = [];
    private readonly ElfFile _file;
    private int _relocationCount;

    internal ObjectSections(ElfFile file)
    {
        _file = file;
        var code = new List<ElfSection>();
        var globals = new List<ElfSection>();
        foreach (ref readonly var section in file.Sections)
        {
            var name = file.NameOf(section);
            if (section.Type is ElfConstants.SectionRelocations or ElfConstants.SectionRelocationsWithAddend)
                AddRelocations(section);
            else if (section.Type == ProgramBits && section.IsExecutable)
                AddCode(section, name, code);
            else if (name.SequenceEqual(".maps"u8))
                Maps = section;
            else if (name.SequenceEqual(".BTF"u8))
                Btf = section;
            else if (name.SequenceEqual(".BTF.ext"u8))
                BtfExtension = section;
            else if (name.SequenceEqual("maps"u8))
                throw new ObjectReadException("it defines maps in the old way (section maps), which has no types: define them in SEC(\".maps\")");
            else if (section.Size > 0 && name.SequenceEqual(".addr_space.1"u8))
                Arena = section;
            else if (IsGlobal(section, name) && section.Size > 0)
                globals.Add(section);
        }

        Code = code;
        Globals = globals;
    }

    /// <summary>Sections with instructions that are not empty, in file order.</summary>
    internal IReadOnlyList<ElfSection> Code { get; }

    /// <summary>Sections with global variables.</summary>
    internal IReadOnlyList<ElfSection> Globals { get; }

    internal ElfSection? Maps { get; private set; }

    /// <summary>Variables that lie in the object's arena.</summary>
    internal ElfSection? Arena { get; private set; }

    internal ElfSection? Btf { get; private set; }

    internal ElfSection? BtfExtension { get; private set; }

    /// <summary>Index of <c>.text</c>, -1 when there is none: its functions are sub-programs.</summary>
    internal int Text { get; private set; } = -1;

    internal const uint ProgramBits = 1;

    /// <summary>The section of variables that lie in the arena.</summary>
    internal const string ArenaName = ".addr_space.1";

    internal string NameOf(in ElfSection section) => Encoding.UTF8.GetString(_file.NameOf(section));

    internal static bool IsReadOnly(ReadOnlySpan<byte> name) => Is(name, ".rodata"u8);

    /// <summary>The relocations of a section.</summary>
    internal ElfRelocation[] RelocationsOf(int section) => _relocations.TryGetValue(section, out var found) ? found : [];

    private static bool IsGlobal(in ElfSection section, ReadOnlySpan<byte> name) => section.HasNoBytes
        ? Is(name, ".bss"u8)
        : section.Type == ProgramBits && (section.Flags & Allocated) != 0 && (Is(name, ".data"u8) || IsReadOnly(name));

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> start) =>
        name.StartsWith(start) && (name.Length == start.Length || name[start.Length] == (byte)'.');

    private void AddCode(in ElfSection section, ReadOnlySpan<byte> name, List<ElfSection> code)
    {
        if (name.SequenceEqual(".text"u8))
            Text = section.Index;
        if (section.Size == 0)
            return;
        if (section.Size % 8 != 0 || _file.BytesOf(section).IsEmpty)
            throw new ObjectReadException($"section {NameOf(section)} of {section.Size} bytes does not hold whole instructions");
        code.Add(section);
    }

    private void AddRelocations(in ElfSection section)
    {
        if (section.Extra >= (uint)_file.Sections.Length)
            throw new ObjectReadException($"a relocation section names section {section.Extra}, which does not exist");
        ref readonly var target = ref _file.Sections[(int)section.Extra];
        // Debug information is not loaded; its many relocations need not be decoded.
        if ((target.Flags & Allocated) == 0)
            return;
        var relocations = _file.RelocationsOf(section);
        _relocationCount += relocations.Length;
        if (_relocationCount > ObjectLimits.MaxRelocations)
            throw new ObjectReadException($"it has more than {ObjectLimits.MaxRelocations} relocations");
        if (!_relocations.TryAdd((int)section.Extra, relocations))
            throw new ObjectReadException($"section {section.Extra} has two relocation sections");
    }
}
