using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>unwatch: folded to nothing; its argument is evaluated.</summary>
internal static class WatchpointFunctions
{
    /// <summary>unwatch.</summary>
    public static readonly FunctionRow Unwatch = new("unwatch", "unwatch(address)", "does nothing: it removed watchpoints that the language has no more", 1, 1, BindUnwatch);

    // Watchpoints that a probe set on the argument of a function are gone from the language; one at a fixed address stays as long as the script runs.
    private static BoundExpression BindUnwatch(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression address = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(address))
            return address;
        if (address.Type is not (PointerType or IntegerType))
            return binder.Wrong(call.Arguments[0].Span, $"unwatch() takes an address, not a value of type '{ProbeBinder.NameOf(address.Type)}'");
        binder.Warning(
            call.Span, "unwatch() does nothing: it removed watchpoints that followed the argument of a function, which the language has no more",
            "a watchpoint at a fixed address ends with the script; a condition silences it before: watchpoint:0x1234:8:w /!@off/ { … }");
        return new BoundCall(call.Span, VoidType.Instance, "unwatch", [address]);
    }
}
