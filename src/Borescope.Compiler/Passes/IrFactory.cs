using Borescope.Compiler.Calls;
using Borescope.Compiler.Ir;

namespace Borescope.Compiler.Passes;

/// <summary>Makes instructions for passes; the caller puts them into a block.</summary>
internal static class IrFactory
{
    public static IrInstruction Binary(IrFunction f, IrBinaryOp op, IrType type, IrValue a, IrValue b, SourceLocation? location) =>
        new(IrOp.Binary, type, [a, b]) { BinaryOp = op, Id = f.NewId(), Location = location };

    public static IrInstruction Compare(IrFunction f, IrCondition condition, IrValue a, IrValue b, SourceLocation? location) =>
        new(IrOp.Compare, IrType.I1, [a, b]) { Condition = condition, Id = f.NewId(), Location = location };

    public static IrInstruction Unary(IrFunction f, IrOp op, IrType type, IrValue a, SourceLocation? location) =>
        new(op, type, [a]) { Id = f.NewId(), Location = location };

    public static IrInstruction Load(IrFunction f, IrType type, IrValue p, int offset, SourceLocation? location) =>
        new(IrOp.Load, type, [p]) { Offset = offset, Id = f.NewId(), Location = location };

    public static IrInstruction Store(IrValue p, int offset, IrValue value, SourceLocation? location) =>
        new(IrOp.Store, IrType.Void, [p, value]) { Offset = offset, Location = location };

    public static IrInstruction Branch(IrBlock target, SourceLocation? location) =>
        new(IrOp.Branch, IrType.Void, IrInstruction.NoOperands) { Targets = [target], Location = location };

    public static IrInstruction BranchIf(IrValue condition, IrBlock then, IrBlock otherwise, SourceLocation? location) =>
        new(IrOp.BranchIf, IrType.Void, [condition]) { Targets = [then, otherwise], Location = location };

    public static IrInstruction CallHelper(IrFunction f, BpfHelper helper, IrValue[] arguments, SourceLocation? location)
    {
        IrType type = BpfHelpers.Get(helper).ResultType;
        return new IrInstruction(IrOp.CallHelper, type, arguments) { HelperId = helper, Id = type == IrType.Void ? -1 : f.NewId(), Location = location };
    }

    public static IrInstruction StackSlot(IrFunction f, int size, int alignment, string name) =>
        new(IrOp.StackSlot, IrType.Pointer, IrInstruction.NoOperands) { Size = size, Alignment = alignment, Symbol = name, Id = f.NewId() };
}
