using System;
using System.Runtime.InteropServices;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>reg. Bound call: [BoundString name of the register]; type uint64.</summary>
internal static class RegFunction
{
    private static readonly string[] X86 =
    [
        "r15", "r14", "r13", "r12", "bp", "bx", "r11", "r10", "r9", "r8", "ax", "cx", "dx", "si", "di", "orig_rax", "ip", "pc", "cs", "flags", "sp", "ss",
    ];

    /// <summary>reg.</summary>
    public static readonly FunctionRow Row = new("reg", "reg(\"name\")", "a register of the processor, at a function or where an event interrupted", 1, 1, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        string? name = binder.LiteralText(call.Arguments[0], "the name of a register");
        if (name is null)
            return ProbeBinder.Pending(call.Span);
        if (!binder.Probe.HasRegisters)
        {
            return binder.Wrong(
                call.Span, $"reg() is not available in {ProviderTable.NameOf(binder.Probe.Provider)} probes",
                "registers exist in k(ret)probe, u(ret)probe, usdt, timers, software, hardware and watchpoint probes");
        }

        if (!IsRegister(name))
            return binder.Wrong(call.Arguments[0].Span, $"there is no register '{name}'", Suggestions.Hint(name, X86) is { Length: > 0 } near ? near : ["known are " + string.Join(", ", X86)]);
        return new BoundCall(call.Span, IntegerType.UInt64, "reg", [ProbeBinder.Text(call.Arguments[0].Span, name)]);
    }

    private static bool IsRegister(string name)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.Arm64)
            return Array.IndexOf(X86, name) >= 0;
        return name is "sp" or "pc" or "pstate" || (name.Length > 1 && name[0] == 'r' && int.TryParse(name.AsSpan(1), out int number) && number is >= 0 and <= 30);
    }
}
