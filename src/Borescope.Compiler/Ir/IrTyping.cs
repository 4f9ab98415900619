namespace Borescope.Compiler.Ir;

/// <summary>Type rules of single instructions.</summary>
internal static class IrTyping
{
    /// <summary>What is wrong with the types, or null.</summary>
    public static string? Fault(IrInstruction i)
    {
        IrValue[] o = i.Operands;
        switch (i.Op)
        {
            case IrOp.Phi:
                foreach (IrValue v in o)
                {
                    if (v.Type != i.Type)
                    {
                        return $"a {v.Type.Name()} arrives in a {i.Type.Name()}";
                    }
                }

                return null;
            case IrOp.Binary:
                return Binary(i, o[0].Type, o[1].Type);
            case IrOp.Compare:
                return o[0].Type == o[1].Type && i.Type == IrType.I1 ? null : $"{o[0].Type.Name()} with {o[1].Type.Name()}";
            case IrOp.Not:
                return o[0].Type == IrType.I1 && i.Type == IrType.I1 ? null : "not of something other than i1";
            case IrOp.ZExt or IrOp.SExt:
                return o[0].Type.Bits() < i.Type.Bits() && i.Type != IrType.Pointer && o[0].Type != IrType.Void ? null : $"{o[0].Type.Name()} to {i.Type.Name()}";
            case IrOp.Trunc:
                return o[0].Type.Bits() > i.Type.Bits() && o[0].Type != IrType.Pointer && i.Type != IrType.Void ? null : $"{o[0].Type.Name()} to {i.Type.Name()}";
            case IrOp.Cast:
                return o[0].Type.Is64() && i.Type.Is64() ? null : "cast of narrow values";
            case IrOp.Load or IrOp.MemSet:
                return o[0].Type == IrType.Pointer ? null : "the address is no pointer";
            case IrOp.Store or IrOp.Atomic:
                return o[0].Type == IrType.Pointer && o[1].Type != IrType.Void ? null : "the address is no pointer, or there is no value";
            case IrOp.MemCopy:
                return o[0].Type == IrType.Pointer && o[1].Type == IrType.Pointer ? null : "an address is no pointer";
            case IrOp.BranchIf:
                return o[0].Type == IrType.I1 ? null : "the condition is no i1";
            default:
                return null;
        }
    }

    private static string? Binary(IrInstruction i, IrType a, IrType b)
    {
        bool scalar = a == b && a == i.Type && a is IrType.I32 or IrType.I64;
        bool truth = a == b && a == i.Type && a == IrType.I1 && i.BinaryOp is IrBinaryOp.And or IrBinaryOp.Or or IrBinaryOp.Xor;
        bool sum = i.BinaryOp is IrBinaryOp.Add or IrBinaryOp.Sub && a == IrType.Pointer && b == IrType.I64 && i.Type == IrType.Pointer;
        bool difference = i.BinaryOp == IrBinaryOp.Sub && a == IrType.Pointer && b == IrType.Pointer && i.Type == IrType.I64;
        return scalar || truth || sum || difference ? null : $"{i.BinaryOp} of {a.Name()} and {b.Name()} to {i.Type.Name()}";
    }
}
