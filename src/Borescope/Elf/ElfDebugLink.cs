namespace Borescope.Elf;

/// <summary>Content of <c>.gnu_debuglink</c>: where the debug symbols of a stripped file went.</summary>
/// <param name="FileName">File name without folder.</param>
/// <param name="Checksum">CRC-32 (IEEE) of the whole debug file.</param>
public readonly record struct ElfDebugLink(string FileName, uint Checksum);
