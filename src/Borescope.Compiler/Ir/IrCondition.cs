namespace Borescope.Compiler.Ir;

/// <summary>Comparisons. U is unsigned, S signed.</summary>
public enum IrCondition : byte
{
    /// <summary>Equal.</summary>
    Eq,

    /// <summary>Not equal.</summary>
    Ne,

    /// <summary>Unsigned less.</summary>
    Ult,

    /// <summary>Unsigned less or equal.</summary>
    Ule,

    /// <summary>Unsigned greater.</summary>
    Ugt,

    /// <summary>Unsigned greater or equal.</summary>
    Uge,

    /// <summary>Signed less.</summary>
    Slt,

    /// <summary>Signed less or equal.</summary>
    Sle,

    /// <summary>Signed greater.</summary>
    Sgt,

    /// <summary>Signed greater or equal.</summary>
    Sge,

    /// <summary>The operands have a set bit in common.</summary>
    Test,

    /// <summary>The operands have no set bit in common.</summary>
    TestNot,
}
