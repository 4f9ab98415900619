using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>What passes may ask about the compilation.</summary>
internal sealed class PassContext(CompilerOptions options, IrModule module)
{
    public CompilerOptions Options { get; } = options;

    public IrModule Module { get; } = module;

    /// <summary>First byte of the scratch value that the current function may use.</summary>
    public int ScratchStart { get; set; }

    /// <summary>End of the scratch value's part that the current function uses; equals <see cref="ScratchStart"/> when it needs none.</summary>
    public int ScratchEnd { get; set; }

    /// <summary>Whether helpers reserved for GPL programs may be called.</summary>
    public bool IsGpl => LicenseCheck.IsGplCompatible(Module.License);
}
