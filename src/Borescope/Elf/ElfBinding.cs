namespace Borescope.Elf;

/// <summary>Visibility of a symbol at link time (high four bits of st_info).</summary>
public enum ElfBinding : byte
{
    /// <summary>STB_LOCAL.</summary>
    Local = 0,

    /// <summary>STB_GLOBAL.</summary>
    Global = 1,

    /// <summary>STB_WEAK.</summary>
    Weak = 2,

    /// <summary>STB_GNU_UNIQUE.</summary>
    Unique = 10,
}
