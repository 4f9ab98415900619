using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>is_err: a comparison with the highest 4095 addresses. percpu_kaddr: the symbol plus the offset that the kernel keeps for each CPU.</summary>
internal static class PointerFunctions
{
    private const long MaxErrno = 4095;

    /// <summary>is_err.</summary>
    public static readonly FunctionRow IsError = new("is_err", "is_err(pointer)", "whether a pointer is an error value", 1, 1, BindIsError);

    /// <summary>percpu_kaddr.</summary>
    public static readonly FunctionRow PerCpuKaddr = new("percpu_kaddr", "percpu_kaddr(\"symbol\"[, cpu])", "address of a per-CPU variable", 1, 2, BindPerCpu);

    /// <summary>container_of, which the parser writes out as a cast.</summary>
    public static readonly FunctionRow ContainerOf = new("container_of", "container_of(pointer, type, field)", "the struct around a field", 3, 3, static (binder, call) =>
        binder.Wrong(call.Span, "container_of() takes a pointer, a type and a field", "write container_of($p, struct name, field)"));

    private static BoundExpression BindIsError(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression value = binder.ToInteger(binder.BindExpression(call.Arguments[0]), "the argument of is_err()");
        return ProbeBinder.IsPending(value)
            ? value
            : new BoundBinary(
                call.Span, BoolType.Instance, BinaryOperator.GreaterOrEqual, ProbeBinder.Convert(value, IntegerType.UInt64),
                new BoundConstant(call.Span, IntegerType.UInt64, -MaxErrno), false);
    }

    private static BoundExpression BindPerCpu(ProbeBinder binder, CallSyntax call)
    {
        string? name = binder.LiteralText(call.Arguments[0], "the symbol of percpu_kaddr()");
        BoundExpression cpu = call.Arguments.Count > 1
            ? binder.ToInteger(binder.BindExpression(call.Arguments[1]), "the CPU of percpu_kaddr()")
            : new BoundBuiltin(call.Span, IntegerType.UInt32, "cpu");
        if (name is null || ProbeBinder.IsPending(cpu))
            return ProbeBinder.Pending(call.Span);
        if (binder.Analysis.Model.KernelAddress("__per_cpu_offset") is not { } offsets)
            return binder.Wrong(call.Span, "the kernel does not tell where it keeps the offsets of its CPUs", "addresses are shown to root when kernel.kptr_restrict is below 2");
        if (binder.Analysis.Model.KernelAddress(name) is not { } symbol)
            return binder.Wrong(call.Arguments[0].Span, $"the kernel has no symbol '{name}', or does not tell its address");
        binder.Analysis.TakeKernelAddress();

        // The table has entries for more CPUs than can be, which lead nowhere: those give a null pointer.
        var number = new VariableSymbol("$cpu") { Type = IntegerType.UInt64 };
        var read = new BoundVariable(cpu.Span, number);
        var table = new BoundConstant(call.Span, new PointerType(IntegerType.UInt64, AddressSpace.Kernel), (long)offsets);
        var offset = new BoundIndex(call.Span, IntegerType.UInt64, table, read, false);
        var address = new BoundBinary(call.Span, IntegerType.UInt64, BinaryOperator.Add, offset, new BoundConstant(call.Span, IntegerType.UInt64, (long)symbol));
        var count = new BoundConstant(call.Span, IntegerType.UInt64, binder.Analysis.Model.ProcessorCount);
        var exists = new BoundBinary(call.Span, BoolType.Instance, BinaryOperator.Less, read, count, false);
        var chosen = new BoundConditional(call.Span, IntegerType.UInt64, exists, address, new BoundConstant(call.Span, IntegerType.UInt64, 0));
        return new BoundBlockExpression(call.Span, IntegerType.UInt64, [new BoundVariableDeclaration(cpu.Span, number, ProbeBinder.Convert(cpu, IntegerType.UInt64))], chosen);
    }
}
