using Borescope.Script.Binding;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>Builtins about the processor. <c>ncpus</c> is bound as a constant.</summary>
internal static class ProcessorBuiltins
{
    /// <summary>cpu.</summary>
    public static readonly BuiltinRow Cpu = TaskBuiltins.Plain("cpu", "uint32", "number of the processor", IntegerType.UInt32);

    /// <summary>ncpus.</summary>
    public static readonly BuiltinRow Ncpus = new(
        "ncpus", "ncpus: uint64", "number of possible processors", static (binder, span, _, _) => new BoundConstant(span, IntegerType.UInt64, binder.Analysis.Model.ProcessorCount));

    /// <summary>numaid.</summary>
    public static readonly BuiltinRow Numaid = TaskBuiltins.Plain("numaid", "uint32", "number of the NUMA node", IntegerType.UInt32);

    /// <summary>rand.</summary>
    public static readonly BuiltinRow Rand = TaskBuiltins.Plain("rand", "uint32", "a random number", IntegerType.UInt32);

    /// <summary>usermode.</summary>
    public static readonly BuiltinRow Usermode = new(
        "usermode", "usermode: uint8", "whether user code was interrupted", static (binder, span, _, _) => binder.Wrong(span, "not supported yet: usermode"));
}
