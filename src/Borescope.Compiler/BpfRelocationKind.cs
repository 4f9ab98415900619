namespace Borescope.Compiler;

/// <summary>What the loader has to fill into an instruction.</summary>
public enum BpfRelocationKind
{
    /// <summary>ld_imm64 with the file descriptor of a map (source register is already 1).</summary>
    Map,

    /// <summary>ld_imm64 with an address in a map's value (source register is already 2, the second slot holds the byte offset).</summary>
    MapValue,

    /// <summary>call of a kernel function: immediate = its BTF id, offset = index of the module's BTF fd (source register is already 2).</summary>
    Kfunc,

    /// <summary>ld_imm64 of an extern: a configuration value, a kernel variable or the address of a kernel symbol.</summary>
    Extern,

    /// <summary>call of a function of another object (source register is already 1); linking puts its code behind the program's.</summary>
    Function,
}
