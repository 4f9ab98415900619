namespace Borescope.Elf;

/// <summary>What a symbol names (low four bits of st_info).</summary>
public enum ElfSymbolKind : byte
{
    /// <summary>STT_NOTYPE: labels of assembly code.</summary>
    None = 0,

    /// <summary>STT_OBJECT.</summary>
    Object = 1,

    /// <summary>STT_FUNC.</summary>
    Function = 2,

    /// <summary>STT_SECTION.</summary>
    Section = 3,

    /// <summary>STT_FILE.</summary>
    File = 4,

    /// <summary>STT_COMMON.</summary>
    Common = 5,

    /// <summary>STT_TLS: the value is an offset into thread storage, no address.</summary>
    ThreadLocal = 6,

    /// <summary>STT_GNU_IFUNC: the address of a resolver that picks the function at load time.</summary>
    IndirectFunction = 10,
}
