using System.Collections.Generic;

namespace Borescope.Compiler.Ir;

/// <summary>Everything compiled together: programs, their sub-programs, the maps they name.</summary>
public sealed class IrModule
{
    /// <summary>Licence of the programs; decides whether helpers reserved for GPL programs may be called. Null counts as GPL.</summary>
    public string? License { get; set; }

    /// <summary>Programs and sub-programs.</summary>
    public IList<IrFunction> Functions { get; } = new List<IrFunction>();

    /// <summary>Maps the functions refer to.</summary>
    public IList<IrMap> Maps { get; } = new List<IrMap>();
}
