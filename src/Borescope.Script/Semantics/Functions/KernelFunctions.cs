using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// Functions that call helpers of the kernel, each a bound call of its name. write_user [pointer, pointer, BoundConstant n]; path [address of a struct path,
/// BoundConstant n], type string[n]; socket_cookie [pointer], type uint64. kfunc_exist and kfunc_allowed are folded.
/// </summary>
internal static class KernelFunctions
{
    /// <summary>write_user.</summary>
    public static readonly FunctionRow WriteUser = new("write_user", "write_user(destination, source, length)", "writes memory of the process", 3, 3, BindWriteUser, true);

    /// <summary>path.</summary>
    public static readonly FunctionRow Path = new("path", "path(struct path[, length])", "path of a file (fentry, fexit, iter)", 1, 2, BindPath);

    /// <summary>socket_cookie.</summary>
    public static readonly FunctionRow SocketCookie = new("socket_cookie", "socket_cookie(struct sock *)", "cookie of a socket (fentry, fexit)", 1, 1, BindSocketCookie);

    /// <summary>kfunc_exist.</summary>
    public static readonly FunctionRow KfuncExist = new("kfunc_exist", "kfunc_exist(\"name\")", "whether the kernel has a kfunc", 1, 1, BindKfunc);

    /// <summary>kfunc_allowed.</summary>
    public static readonly FunctionRow KfuncAllowed = new("kfunc_allowed", "kfunc_allowed(\"name\")", "whether the probe may call a kfunc", 1, 1, BindKfunc);

    private static BoundExpression BindWriteUser(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression destination = binder.BindExpression(call.Arguments[0]), source = binder.BindExpression(call.Arguments[1]);
        if (binder.Literal(binder.BindExpression(call.Arguments[2]), "the length of write_user()") is not { } length || ProbeBinder.IsPending(destination) || ProbeBinder.IsPending(source))
            return ProbeBinder.Pending(call.Span);
        if (destination.Type is not (PointerType or IntegerType))
            return binder.Wrong(destination.Span, $"write_user() writes to an address, not to a value of type '{ProbeBinder.NameOf(destination.Type)}'");
        int most = source.Type is PointerType ? 1024 : source.Type.Size;
        if (length < 1 || length > most)
            return binder.Wrong(call.Arguments[2].Span, $"the length of write_user() must be from 1 to {most} here, not {length}");
        return new BoundCall(
            call.Span, VoidType.Instance, "write_user",
            [ProbeBinder.Convert(destination, IntegerType.UInt64), ProbeBinder.Convert(source, LiteralTypesOf(source)), new BoundConstant(call.Span, IntegerType.Int64, length)]);
    }

    private static ScriptType LiteralTypesOf(BoundExpression source) => Typing.LiteralTypes.Settle(source.Type);

    private static BoundExpression BindPath(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression source = binder.BindExpression(call.Arguments[0]);
        long? length = call.Arguments.Count > 1
            ? binder.Literal(binder.BindExpression(call.Arguments[1]), "the length of path()")
            : binder.Analysis.Configuration.MaxStringLength;
        if (ProbeBinder.IsPending(source) || length is null)
            return ProbeBinder.Pending(call.Span);
        if (binder.Probe.Provider is not (ProbeProvider.Fentry or ProbeProvider.Fexit or ProbeProvider.Iter))
            return binder.Wrong(call.Span, "path() is only for fentry, fexit and iter probes", "the kernel gives paths of files only where it knows the types of arguments");
        if (source.Type is StructType && source is BoundField or BoundDereference)
            source = new BoundAddressOf(source.Span, new PointerType(source.Type, ProbeBinder.SpaceOf(source)), source);
        if (source.Type is not PointerType { Target: StructType { Tag: "path" } })
            return binder.Wrong(call.Arguments[0].Span, $"path() takes a struct path, not a value of type '{ProbeBinder.NameOf(source.Type)}'", "for instance path(args.file.f_path)");
        return length is < 1 or > 4096
            ? binder.Wrong(call.Arguments[1].Span, $"the length of path() must be from 1 to 4096, not {length}")
            : new BoundCall(call.Span, new StringType((int)length.Value), "path", [source]);
    }

    private static BoundExpression BindSocketCookie(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression source = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(source))
            return source;
        if (binder.Probe.Provider is not (ProbeProvider.Fentry or ProbeProvider.Fexit))
            return binder.Wrong(call.Span, "socket_cookie() is only for fentry and fexit probes");
        return source.Type is PointerType { Target: StructType }
            ? new BoundCall(call.Span, IntegerType.UInt64, "socket_cookie", [source])
            : binder.Wrong(call.Arguments[0].Span, $"socket_cookie() takes a struct sock *, not a value of type '{ProbeBinder.NameOf(source.Type)}'");
    }

    private static BoundExpression BindKfunc(ProbeBinder binder, CallSyntax call) =>
        binder.LiteralText(call.Arguments[0], $"the name of {call.Name}()") is { } name
            ? new BoundConstant(call.Span, BoolType.Instance, binder.Analysis.Model.FindFunction(name, "") is null ? 0 : 1)
            : ProbeBinder.Pending(call.Span);
}
