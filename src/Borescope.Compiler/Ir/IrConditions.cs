namespace Borescope.Compiler.Ir;

/// <summary>Algebra of <see cref="IrCondition"/>.</summary>
public static class IrConditions
{
    /// <summary>The condition that holds exactly when this one does not.</summary>
    public static IrCondition Inverse(this IrCondition c) => c switch
    {
        IrCondition.Eq => IrCondition.Ne,
        IrCondition.Ne => IrCondition.Eq,
        IrCondition.Ult => IrCondition.Uge,
        IrCondition.Ule => IrCondition.Ugt,
        IrCondition.Ugt => IrCondition.Ule,
        IrCondition.Uge => IrCondition.Ult,
        IrCondition.Slt => IrCondition.Sge,
        IrCondition.Sle => IrCondition.Sgt,
        IrCondition.Sgt => IrCondition.Sle,
        IrCondition.Sge => IrCondition.Slt,
        IrCondition.Test => IrCondition.TestNot,
        _ => IrCondition.Test,
    };

    /// <summary>The condition with its operands exchanged.</summary>
    public static IrCondition Swapped(this IrCondition c) => c switch
    {
        IrCondition.Ult => IrCondition.Ugt,
        IrCondition.Ule => IrCondition.Uge,
        IrCondition.Ugt => IrCondition.Ult,
        IrCondition.Uge => IrCondition.Ule,
        IrCondition.Slt => IrCondition.Sgt,
        IrCondition.Sle => IrCondition.Sge,
        IrCondition.Sgt => IrCondition.Slt,
        IrCondition.Sge => IrCondition.Sle,
        _ => c,
    };

    /// <summary>Whether the comparison reads its operands as signed.</summary>
    public static bool IsSigned(this IrCondition c) => c is >= IrCondition.Slt and <= IrCondition.Sge;
}
