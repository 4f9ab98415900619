using System.Collections.Generic;

using Borescope.Compiler.Instructions;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.CodeGeneration;

/// <summary>Slots of one function with everything that linking resolves.</summary>
internal sealed class CompiledFunction(IrFunction source, int frameSize, int scratchSize)
{
    public IrFunction Source { get; } = source;

    public int FrameSize { get; } = frameSize;

    /// <summary>Bytes of the scratch value up to the end of this function's part.</summary>
    public int ScratchSize { get; } = scratchSize;

    public List<BpfInstruction> Code { get; } = [];

    public List<BpfRelocation> Relocations { get; } = [];

    /// <summary>Calls and addresses of other functions, by slot.</summary>
    public List<(int Index, IrFunction Callee)> Calls { get; } = [];

    /// <summary>Slots whose immediate is the program's number, the key of its scratch entry.</summary>
    public List<int> ScratchKeys { get; } = [];

    public List<(int Index, SourceLocation Location)> Lines { get; } = [];
}
