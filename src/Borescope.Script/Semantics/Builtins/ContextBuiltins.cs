using System;
using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.AttachPoints;
using Borescope.Script.Syntax;
using Borescope.Script.Types;
using Borescope.Symbols;

namespace Borescope.Script.Semantics.Builtins;

/// <summary>
/// Builtins that read the probe's context. <c>argN</c> is builtin <c>arg</c> with the index N (uint64; kprobe, uprobe: registers, rawtracepoint: 8-byte slots),
/// <c>sargN</c> builtin <c>sarg</c>.
/// <c>args</c> is a BoundArguments. <c>retval</c> is uint64 in k/uretprobes, typed in fexit. <c>func</c> is a kernel symbol, in u(ret)probes a user symbol.
/// <c>probetype</c> is a string literal.
/// </summary>
internal static class ContextBuiltins
{
    // Beyond these the calling conventions pass arguments on the stack, where BPF programs find the first few.
    private const int MaxArgument = 9;

    /// <summary>argN.</summary>
    public static readonly BuiltinRow Arg = new("arg", "arg0 … arg9: uint64", "arguments by number (kprobe, uprobe, rawtracepoint)", BindArgument, 0, true);

    /// <summary>sargN, an older form.</summary>
    public static readonly BuiltinRow StackArg = new("sarg", "sarg0 … sarg9: uint64", "values on the stack when a function is entered: arguments behind those in registers (kprobe, uprobe)", BindStackArgument, 0, true);

    /// <summary>args.</summary>
    public static readonly BuiltinRow Args = new("args", "args.name", "arguments by name (tracepoint, fentry, fexit, rawtracepoint; uprobe of programs built with -g)", BindArguments, 0, true);

    /// <summary>retval.</summary>
    public static readonly BuiltinRow Retval = new("retval", "retval", "value returned (kretprobe, uretprobe, fexit)", BindReturnValue, 0, true);

    /// <summary>func.</summary>
    public static readonly BuiltinRow Func = new("func", "func", "name of the probed function", BindFunction, 0, true);

    /// <summary>probe.</summary>
    public static readonly BuiltinRow Probe = new("probe", "probe: string", "the attach point", BindProbe, 0, true);

    /// <summary>probetype.</summary>
    public static readonly BuiltinRow ProbeType = new(
        "probetype", "probetype: string", "the provider of the probe", static (binder, span, _, _) => ProbeBinder.Text(span, TypeName(binder.Probe.Provider)));

    /// <summary>ctx.</summary>
    public static readonly BuiltinRow Ctx = new("ctx", "ctx", "the context: of an iterator its object (ctx.task), elsewhere the bare address", BindRawContext, 0, true);

    // What the tracer itself triggers is of one type.
    private static string TypeName(ProbeProvider provider) =>
        provider is ProbeProvider.Begin or ProbeProvider.End or ProbeProvider.Self ? "special" : ProviderTable.NameOf(provider);

    private static BoundExpression BindRawContext(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        ProbeContext probe = binder.Probe;
        if (probe.Provider != ProbeProvider.Iter)
            return new BoundBuiltin(span, new PointerType(VoidType.Instance, AddressSpace.Kernel), "ctx");
        ProbeSignature.Resolve(probe, binder.Analysis.Model);
        return probe.Arguments is { } context ? new BoundArguments(span, context) : binder.Wrong(span, $"the kernel's BTF does not describe the context of {probe.Points[0].Text}");
    }

    // Markers say themselves how wide their arguments are, and whether signed.
    private static BoundExpression BindMarkerArgument(ProbeBinder binder, TextSpan span, string name, int index)
    {
        AttachPoint point = binder.Probe.Points[0];
        IReadOnlyList<UsdtArgument> all = point.Marker!.Arguments;
        if (index >= all.Count)
        {
            return binder.Wrong(
                span, $"{point.Text} has no argument '{name}'", all.Count == 0 ? "it has no arguments" : all.Count == 1 ? "it has one: arg0" : $"it has {all.Count}: arg0 to arg{all.Count - 1}");
        }

        UsdtArgument argument = all[index];
        return argument.Kind == UsdtArgumentKind.Unreadable
            ? binder.Wrong(span, $"'{name}' of {point.Text} cannot be read: it is in '{argument.Text}'", "BPF programs see general registers, constants and memory, but no floating point registers")
            : new BoundBuiltin(span, new IntegerType(argument.Size, argument.IsSigned), "arg", index);
    }

    private static BoundExpression BindArgument(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        ProbeProvider provider = binder.Probe.Provider;
        if (provider == ProbeProvider.Usdt && int.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int marker))
            return BindMarkerArgument(binder, span, name, marker);
        if (provider is not (ProbeProvider.Kprobe or ProbeProvider.Uprobe or ProbeProvider.RawTracepoint))
        {
            bool named = provider is ProbeProvider.Tracepoint or ProbeProvider.Fentry or ProbeProvider.Fexit;
            return binder.Wrong(span, $"'{name}' is not available in {ProviderTable.NameOf(provider)} probes", named ? "arguments are read by name there: args.NAME" : "arguments exist at the entry of functions: kprobe, uprobe, rawtracepoint");
        }

        if (!int.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index > MaxArgument)
            return binder.Wrong(span, $"there is no argument '{name}'", $"arguments go from arg0 to arg{MaxArgument}");
        return new BoundBuiltin(span, IntegerType.UInt64, "arg", index);
    }

    private static BoundExpression BindStackArgument(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        ProbeProvider provider = binder.Probe.Provider;
        if (provider is not (ProbeProvider.Kprobe or ProbeProvider.Uprobe))
            return binder.Wrong(span, $"'{name}' is not available in {ProviderTable.NameOf(provider)} probes", "the stack is read at the entry of functions: kprobe, uprobe");
        if (!int.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index > MaxArgument)
            return binder.Wrong(span, $"there is no argument '{name}'", $"values on the stack go from sarg0 to sarg{MaxArgument}");
        return new BoundBuiltin(span, IntegerType.UInt64, "sarg", index);
    }

    private static BoundExpression BindArguments(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        ProbeContext probe = binder.Probe;
        ProbeSignature.Resolve(probe, binder.Analysis.Model);
        if (probe.Arguments is { } structure)
        {
            // Those of user functions are argN under other names.
            probe.UsesArguments = probe.Provider != ProbeProvider.Uprobe;
            return new BoundArguments(span, structure);
        }

        bool numbered = probe.Provider is ProbeProvider.Kprobe or ProbeProvider.Uprobe or ProbeProvider.Usdt;
        string provider = ProviderTable.NameOf(probe.Provider);
        return binder.Wrong(
            span,
            probe.ArgumentsProblem is { } problem ? $"'args' cannot be read: {problem}" : $"'args' is not available in {provider} probes",
            probe.Provider is ProbeProvider.Uprobe or ProbeProvider.Usdt ? "arguments are read by number there: arg0, arg1"
            : numbered ? "arguments are read by number there: arg0, arg1; with fentry they have names" : "arguments by name exist in tracepoint, fentry, fexit, rawtracepoint and uprobe probes");
    }

    private static BoundExpression BindReturnValue(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        ProbeContext probe = binder.Probe;
        switch (probe.Provider)
        {
            case ProbeProvider.Kretprobe or ProbeProvider.Uretprobe:
                return new BoundBuiltin(span, IntegerType.UInt64, "retval");
            case ProbeProvider.Fexit:
                ProbeSignature.Resolve(probe, binder.Analysis.Model);
                probe.UsesArguments = true; // The result stands behind the arguments.
                if (probe.ReturnType is null)
                    return binder.Wrong(span, $"'retval' cannot be read: {probe.ArgumentsProblem}");
                return probe.ReturnType is VoidType
                    ? binder.Wrong(span, $"{probe.Points[0].Function} returns nothing")
                    : new BoundBuiltin(span, probe.ReturnType, "retval");
            default:
                return binder.Wrong(span, $"'retval' is not available in {ProviderTable.NameOf(probe.Provider)} probes", "values are returned in kretprobe, uretprobe and fexit probes");
        }
    }

    private static BoundExpression BindProbe(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        binder.Analysis.NamesProbe = true;
        if (!binder.Analysis.ProbeIsText)
            return new BoundBuiltin(span, ProbeNameType.Instance, "probe");
        IReadOnlyList<AttachPoint> points = binder.Probe.Points;
        if (points.Count == 1)
            return ProbeBinder.Text(span, points[0].Text);
        int size = 1;
        foreach (AttachPoint point in points)
            size = Math.Max(size, ScriptText.Count(point.Text) + 1);
        return new BoundCall(span, new StringType(size), "probe_text", []);
    }

    private static BoundExpression BindFunction(ProbeBinder binder, TextSpan span, string name, IReadOnlyList<ExpressionSyntax> arguments)
    {
        switch (binder.Probe.Provider)
        {
            case ProbeProvider.Kprobe or ProbeProvider.Kretprobe or ProbeProvider.Fentry or ProbeProvider.Fexit:
                return new BoundBuiltin(span, KernelSymbolType.Instance, "func");
            case ProbeProvider.Uprobe or ProbeProvider.Uretprobe or ProbeProvider.Usdt:
                return new BoundBuiltin(span, UserSymbolType.Instance, "func");
            default:
                return binder.Wrong(span, $"'func' is not available in {ProviderTable.NameOf(binder.Probe.Provider)} probes", "functions are probed by kprobe, kretprobe, fentry, fexit, uprobe and uretprobe");
        }
    }
}
