using System;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>getopt: folded to the constant or string given by <c>--name=value</c>, else to the default.</summary>
internal static class GetoptFunction
{
    /// <summary>getopt.</summary>
    public static readonly FunctionRow Row = new("getopt", "getopt(\"name\"[, default[, \"help\"]])", "a named parameter", 1, 3, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        string? name = binder.LiteralText(call.Arguments[0], "the name of a parameter");
        BoundExpression standard = call.Arguments.Count > 1 ? binder.BindExpression(call.Arguments[1]) : new BoundConstant(call.Span, BoolType.Instance, 0);
        string? help = call.Arguments.Count > 2 ? binder.LiteralText(call.Arguments[2], "the help of a parameter") : "";
        if (name is null || help is null || ProbeBinder.IsPending(standard))
            return ProbeBinder.Pending(call.Span);
        if (standard is not (BoundConstant { Type: IntegerType or BoolType } or BoundString))
            return binder.Wrong(call.Arguments[1].Span, "the default of a parameter must be a literal");
        string shown = Show(standard);
        if (binder.Analysis.NamedParameters.TryGetValue(name, out NamedParameter? known) && known.Default != shown)
            return binder.Wrong(call.Span, $"the parameter '{name}' has the default '{shown}' here and '{known.Default}' elsewhere", "a parameter has one default: name it once and keep it in a variable or a macro");
        binder.Analysis.NamedParameters[name] = known is { Help.Length: > 0 } && help.Length == 0 ? known : new NamedParameter(name, shown, help);
        return binder.Analysis.Options.NamedParameters.TryGetValue(name, out string? text)
            ? Given(binder, call, name, text, standard)
            : standard is BoundConstant { Type: IntegerType type } number ? number with { Type = Wide(type) } : standard;
    }

    private static BoundExpression Given(ProbeBinder binder, CallSyntax call, string name, string? text, BoundExpression standard)
    {
        switch (standard)
        {
            case BoundString:
                return text is null ? binder.Wrong(call.Span, $"--{name} needs a value", $"give it as --{name}=text") : ProbeBinder.Text(call.Span, text);
            case BoundConstant { Type: BoolType }:
                if (text is null || text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase))
                    return new BoundConstant(call.Span, BoolType.Instance, 1);
                return text == "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase)
                    ? new BoundConstant(call.Span, BoolType.Instance, 0)
                    : binder.Wrong(call.Span, $"--{name} takes true or false, not '{text}'");
            default:
                return text is not null && ProbeBinder.TryInteger(text, out long value, out bool unsigned)
                    ? new BoundConstant(call.Span, unsigned ? IntegerType.UInt64 : value < 0 ? IntegerType.Int64 : Wide(standard.Type), value)
                    : binder.Wrong(call.Span, $"--{name} takes a number, not '{text}'");
        }
    }

    // Any number may be given: it has 64 bits, and the sign that it meets where its default has none.
    private static IntegerType Wide(ScriptType type) =>
        LiteralTypes.IsFlexible(type) ? LiteralTypes.Flexible(8) : type is IntegerType { Signed: false } ? IntegerType.UInt64 : IntegerType.Int64;

    private static string Show(BoundExpression value) => value switch
    {
        BoundString text => text.Value,
        BoundConstant { Type: BoolType } truth => truth.Value != 0 ? "true" : "false",
        BoundConstant number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };
}
