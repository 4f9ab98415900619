namespace Borescope.Elf;

/// <summary>One relocation of an object file.</summary>
/// <param name="Offset">Place in the section that is relocated, in bytes.</param>
/// <param name="Type">Relocation type of the machine.</param>
/// <param name="Symbol">Index of the symbol in the table that the relocation section links to.</param>
/// <param name="Addend">Explicit addend; 0 for SHT_REL, whose addend is in the place itself.</param>
public readonly record struct ElfRelocation(ulong Offset, uint Type, uint Symbol, long Addend);
