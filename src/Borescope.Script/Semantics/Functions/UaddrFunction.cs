using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// uaddr: the address of a symbol of the probed file, as pointer to an integer of the symbol's size. In files that are loaded anywhere it is found from the
/// probe's own address, which the program has at hand.
/// </summary>
internal static class UaddrFunction
{
    /// <summary>uaddr.</summary>
    public static readonly FunctionRow Row = new("uaddr", "uaddr(\"symbol\")", "address of a variable of the probed program", 1, 1, Bind);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        string? name = binder.LiteralText(call.Arguments[0], "the symbol of uaddr()");
        if (name is null)
            return ProbeBinder.Pending(call.Span);
        AttachPoint point = binder.Probe.Points[0];
        if (binder.Probe.Provider is not (ProbeProvider.Uprobe or ProbeProvider.Uretprobe or ProbeProvider.Usdt))
            return binder.Wrong(call.Span, "uaddr() is only for uprobe, uretprobe and usdt probes", "the symbol belongs to the probed program");
        if (binder.Analysis.Model.FindUserVariable(point.Path, name, point.FileOffset) is not { } variable)
            return binder.Wrong(call.Arguments[0].Span, $"'{point.Path}' has no symbol '{name}'");
        var target = new IntegerType(variable.Size is 1 or 2 or 4 ? (int)variable.Size : 8, false);
        var type = new PointerType(target, AddressSpace.User);
        if (!variable.IsRelocated)
            return new BoundConstant(call.Span, type, (long)variable.Address);
        if (binder.Probe.Provider == ProbeProvider.Uretprobe || binder.Probe.Points.Count > 1)
            return binder.Wrong(call.Span, "uaddr() of a file that is loaded anywhere needs a probe at one place of it", "use uprobe with one attach point");
        var here = new BoundCall(call.Span, IntegerType.UInt64, "reg", [ProbeBinder.Text(call.Span, "ip")]);
        var distance = new BoundConstant(call.Span, IntegerType.UInt64, unchecked((long)(variable.Address - variable.ProbeAddress)));
        return ProbeBinder.Convert(new BoundBinary(call.Span, IntegerType.UInt64, BinaryOperator.Add, here, distance), type);
    }
}
