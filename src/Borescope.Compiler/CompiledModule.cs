using System.Collections.Generic;

namespace Borescope.Compiler;

/// <summary>Everything the compiler made of an <see cref="Ir.IrModule"/>.</summary>
public sealed class CompiledModule
{
    /// <summary>Name of the per-CPU array map that holds local objects too large for the stack.</summary>
    public const string ScratchMapName = ".scratch";

    internal CompiledModule(IReadOnlyList<CompiledProgram> programs, byte[] btf, string license, int scratchValueSize, int scratchEntryCount)
    {
        Programs = programs;
        Btf = btf;
        License = license;
        ScratchValueSize = scratchValueSize;
        ScratchEntryCount = scratchEntryCount;
    }

    /// <summary>Programs in the order of the module's functions.</summary>
    public IReadOnlyList<CompiledProgram> Programs { get; }

    /// <summary>BTF that the programs' func_info and line_info refer to; empty when omitted.</summary>
    public byte[] Btf { get; }

    /// <summary>Licence to load with.</summary>
    public string License { get; }

    /// <summary>Value size of the map <see cref="ScratchMapName"/> in bytes; 0 when no program needs it.</summary>
    public int ScratchValueSize { get; }

    /// <summary>Entries of the map <see cref="ScratchMapName"/>: one per program, so that nested programs never share.</summary>
    public int ScratchEntryCount { get; }
}
