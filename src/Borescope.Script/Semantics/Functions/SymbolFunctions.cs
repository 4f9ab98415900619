using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>ksym and usym: bound call [uint64 address], types ksym_t and usym_t. kaddr is folded to a uint64 constant.</summary>
internal static class SymbolFunctions
{
    /// <summary>ksym.</summary>
    public static readonly FunctionRow Ksym = new("ksym", "ksym(address)", "name of a kernel address", 1, 1, BindSymbol);

    /// <summary>usym.</summary>
    public static readonly FunctionRow Usym = new("usym", "usym(address)", "name of an address of the current process", 1, 1, BindSymbol);

    /// <summary>kaddr.</summary>
    public static readonly FunctionRow Kaddr = new("kaddr", "kaddr(\"symbol\")", "address of a kernel symbol", 1, 1, BindKaddr);

    private static BoundExpression BindSymbol(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression address = binder.ToInteger(binder.BindExpression(call.Arguments[0]), $"the address of {call.Name}()");
        ScriptType type = call.Name == "ksym" ? KernelSymbolType.Instance : UserSymbolType.Instance;
        return ProbeBinder.IsPending(address) ? address : new BoundCall(call.Span, type, call.Name, [ProbeBinder.Convert(address, IntegerType.UInt64)]);
    }

    private static BoundExpression BindKaddr(ProbeBinder binder, CallSyntax call)
    {
        string? name = binder.LiteralText(call.Arguments[0], "the symbol of kaddr()");
        if (name is null)
            return ProbeBinder.Pending(call.Span);
        binder.Analysis.TakeKernelAddress();
        return binder.Analysis.Model.KernelAddress(name) is { } address
            ? new BoundConstant(call.Span, IntegerType.UInt64, (long)address)
            : binder.Wrong(call.Span, $"the kernel has no symbol '{name}', or does not tell its address", "addresses are shown to root when kernel.kptr_restrict is below 2");
    }
}
