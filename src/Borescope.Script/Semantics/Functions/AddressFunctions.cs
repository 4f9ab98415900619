using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>kptr and uptr: no call remains, the pointer is converted to one of that address space.</summary>
internal static class AddressFunctions
{
    /// <summary>kptr.</summary>
    public static readonly FunctionRow Kptr = new("kptr", "kptr(pointer)", "a pointer into kernel memory", 1, 1, static (binder, call) => Bind(binder, call, AddressSpace.Kernel));

    /// <summary>uptr.</summary>
    public static readonly FunctionRow Uptr = new("uptr", "uptr(pointer)", "a pointer into memory of the process", 1, 1, static (binder, call) => Bind(binder, call, AddressSpace.User));

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call, AddressSpace space)
    {
        BoundExpression value = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(value))
            return value;
        ScriptType target = value.Type is PointerType pointer ? pointer.Target : new IntegerType(1, true);
        return value.Type is PointerType or IntegerType
            ? ProbeBinder.Convert(value, new PointerType(target, space))
            : binder.Wrong(call.Arguments[0].Span, $"{call.Name}() takes a pointer, not a value of type '{ProbeBinder.NameOf(value.Type)}'");
    }
}
