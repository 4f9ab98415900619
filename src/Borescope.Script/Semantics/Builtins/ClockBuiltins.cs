using System;
using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>Clocks. <c>nsecs</c> carries its clock as mode: <c>boot</c> (default), <c>monotonic</c>, <c>tai</c>, <c>sw_tai</c>.</summary>
internal static class ClockBuiltins
{
    private static readonly string[] Clocks = ["boot", "monotonic", "tai", "sw_tai"];

    /// <summary>nsecs.</summary>
    public static readonly BuiltinRow Nsecs = new("nsecs", "nsecs[(boot|monotonic|tai|sw_tai)]: uint64", "nanoseconds of a clock, by default since boot", BindNsecs, 1);

    /// <summary>elapsed.</summary>
    public static readonly BuiltinRow Elapsed = TaskBuiltins.Plain("elapsed", "uint64", "nanoseconds since the script started", IntegerType.UInt64);

    /// <summary>jiffies.</summary>
    public static readonly BuiltinRow Jiffies = TaskBuiltins.Plain("jiffies", "uint64", "timer ticks of the kernel (kernel 5.9)", IntegerType.UInt64);

    private static BoundExpression BindNsecs(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        string mode = "boot";
        if (arguments.Count == 1)
        {
            mode = arguments[0] is IdentifierSyntax word ? word.Name : "";
            if (Array.IndexOf(Clocks, mode) < 0)
                return binder.Wrong(arguments[0].Span, "this is no clock", "known are " + string.Join(", ", Clocks));
        }

        return new BoundBuiltin(span, IntegerType.UInt64, "nsecs", 0, mode);
    }
}
