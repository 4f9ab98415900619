using System;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>signal and signal_thread: bound call [int32 BoundConstant or value], type none. override: [uint64 value], type none.</summary>
internal static class SignalFunctions
{
    // Numbers of the common ABI (x86-64, arm64).
    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
        "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>signal.</summary>
    public static readonly FunctionRow Signal = new("signal", "signal(\"SIGNAME\" or number)", "sends a signal to the current process (kernel 5.3)", 1, 1, BindSignal, true);

    /// <summary>signal_thread.</summary>
    public static readonly FunctionRow SignalThread = new("signal_thread", "signal_thread(\"SIGNAME\" or number)", "sends a signal to the current thread (kernel 5.6)", 1, 1, BindSignal, true);

    /// <summary>override.</summary>
    public static readonly FunctionRow Override = new("override", "override(value)", "makes the probed function return a value at once", 1, 1, BindOverride, true);

    private static BoundExpression BindSignal(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression value = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(value))
            return value;
        if (value is BoundString text)
        {
            string name = text.Value.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text.Value[3..] : text.Value;
            int number = Array.FindIndex(Names, n => n.Length > 0 && n.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (number < 0)
                return binder.Wrong(call.Arguments[0].Span, $"there is no signal '{text.Value}'", Suggestions.Hint(text.Value, Array.ConvertAll(Names, static n => "SIG" + n)));
            value = new BoundConstant(value.Span, IntegerType.Int32, number);
        }
        else if (value is BoundConstant { Value: < 1 or > 64 } constant)
        {
            return binder.Wrong(call.Arguments[0].Span, $"there is no signal {constant.Value}", "signals go from 1 to 64");
        }

        value = binder.ToInteger(value, "a signal");
        return ProbeBinder.IsPending(value) ? value : new BoundCall(call.Span, VoidType.Instance, call.Name, [ProbeBinder.Convert(value, IntegerType.Int32)]);
    }

    private static BoundExpression BindOverride(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression value = binder.ToInteger(binder.BindExpression(call.Arguments[0]), "the value of override()");
        if (ProbeBinder.IsPending(value))
            return value;
        return binder.Probe.Provider == ProbeProvider.Kprobe
            ? new BoundCall(call.Span, VoidType.Instance, "override", [ProbeBinder.Convert(value, IntegerType.UInt64)])
            : binder.Wrong(call.Span, "override() is only for kprobes");
    }
}
