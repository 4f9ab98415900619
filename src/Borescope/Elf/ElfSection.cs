namespace Borescope.Elf;

/// <summary>A section header. Nothing in it is checked; <see cref="ElfFile.BytesOf"/> does.</summary>
/// <param name="Index">Position in the section table.</param>
/// <param name="NameOffset">Name in the section name table; see <see cref="ElfFile.NameOf(in ElfSection)"/>.</param>
/// <param name="Type">sh_type.</param>
/// <param name="Flags">sh_flags; 2 allocated, 4 executable, 0x800 compressed.</param>
/// <param name="Address">sh_addr.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Link">sh_link: a section index whose meaning depends on the type.</param>
/// <param name="Extra">sh_info: meaning depends on the type.</param>
/// <param name="EntrySize">Bytes of an entry of a table.</param>
public readonly record struct ElfSection(
    int Index, uint NameOffset, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link, uint Extra, ulong EntrySize)
{
    /// <summary>SHF_EXECINSTR.</summary>
    public bool IsExecutable => (Flags & 4) != 0;

    /// <summary>SHT_NOBITS: the section takes no bytes in the file.</summary>
    public bool HasNoBytes => Type == ElfConstants.SectionNoBits;
}
