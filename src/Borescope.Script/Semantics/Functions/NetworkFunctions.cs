using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// ntop: bound call [BoundConstant or int64 family, uint32 in network byte order, or pointer to 4 or 16 bytes], type inet; the family is always there (2 or 10).
/// macaddr: [pointer to 6 bytes], type mac_address. bswap: [integer], type of the integer without sign. pton folds to BoundBytes, 4 or 16 of them.
/// </summary>
internal static class NetworkFunctions
{
    private const long Inet = 2;
    private const long Inet6 = 10;

    /// <summary>ntop.</summary>
    public static readonly FunctionRow Ntop = new("ntop", "ntop([family, ]address)", "an IP address as text", 1, 2, BindNtop);

    /// <summary>pton.</summary>
    public static readonly FunctionRow Pton = new("pton", "pton(\"address\")", "the bytes of an IP address", 1, 1, BindPton);

    /// <summary>macaddr.</summary>
    public static readonly FunctionRow Macaddr = new("macaddr", "macaddr(array)", "a MAC address as text", 1, 1, BindMacaddr);

    /// <summary>bswap.</summary>
    public static readonly FunctionRow Bswap = new("bswap", "bswap(n)", "an integer with its bytes reversed", 1, 1, BindBswap);

    private static BoundExpression BindNtop(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression address = binder.BindExpression(call.Arguments[^1]);
        BoundExpression? family = null;
        if (call.Arguments.Count == 2)
        {
            family = binder.ToInteger(binder.BindExpression(call.Arguments[0]), "the address family");
            if (ProbeBinder.IsPending(family))
                return family;
        }

        if (ProbeBinder.IsPending(address))
            return address;
        int size = address.Type.Size;
        if (address.Type is IntegerType)
        {
            family ??= new BoundConstant(call.Span, IntegerType.Int64, Inet);
            return Call(call, family, ProbeBinder.Convert(address, IntegerType.UInt32));
        }

        if (address.Type is PointerType { Target: ArrayType or StructType } pointer)
            size = pointer.Target.Size;
        else if (address.Type is ArrayType or StructType or StringType && StrOrPlace(address) is { } place)
            address = place;
        else if (address.Type is ArrayType or StringType)
            size = address.Type.Size; // In BPF memory: handed over as it is.
        else if (address.Type is not PointerType || family is null)
            return binder.Wrong(call.Arguments[^1].Span, $"ntop() takes an integer or an array of 4 or 16 bytes, not a value of type '{ProbeBinder.NameOf(address.Type)}'");
        if (family is null && size is not (4 or 16))
            return binder.Wrong(call.Arguments[^1].Span, $"an address has 4 or 16 bytes, not {size}", "give the family: ntop(2, address) or ntop(10, address)");
        family ??= new BoundConstant(call.Span, IntegerType.Int64, size == 4 ? Inet : Inet6);
        return Call(call, family, address);
    }

    private static BoundCall Call(CallSyntax call, BoundExpression family, BoundExpression address) =>
        new(call.Span, InetType.Instance, "ntop", [ProbeBinder.Convert(family, IntegerType.Int64), address]);

    private static BoundAddressOf? StrOrPlace(BoundExpression source) => source is BoundField or BoundDereference or BoundIndex
        ? new BoundAddressOf(source.Span, new PointerType(source.Type, ProbeBinder.SpaceOf(source)), source)
        : null;

    private static BoundExpression BindPton(ProbeBinder binder, CallSyntax call)
    {
        string? text = binder.LiteralText(call.Arguments[0], "the address of pton()");
        if (text is null)
            return ProbeBinder.Pending(call.Span);

        // .NET also takes the old forms with fewer parts.
        if (!IPAddress.TryParse(text, out IPAddress? address) || (address.AddressFamily == AddressFamily.InterNetwork && text.AsSpan().Count('.') != 3))
            return binder.Wrong(call.Arguments[0].Span, $"'{text}' is no IP address");
        byte[] bytes = address.GetAddressBytes();
        return new BoundBytes(call.Span, new ArrayType(new IntegerType(1, false), bytes.Length), bytes);
    }

    private static BoundExpression BindMacaddr(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression source = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(source))
            return source;
        BoundExpression? pointer = source.Type is PointerType ? source : source.Type.Size != 6 ? null : StrOrPlace(source) ?? (source.Type is ArrayType or StringType ? source : null);
        return pointer is null
            ? binder.Wrong(call.Arguments[0].Span, $"macaddr() takes an array of 6 bytes, not a value of type '{ProbeBinder.NameOf(source.Type)}' with {source.Type.Size.ToString(CultureInfo.InvariantCulture)} bytes")
            : new BoundCall(call.Span, MacAddressType.Instance, "macaddr", [pointer]);
    }

    private static BoundExpression BindBswap(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression value = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(value))
            return value;
        if (value.Type is not IntegerType { Bytes: var bytes })
            return binder.Wrong(call.Arguments[0].Span, $"bswap() takes an integer, not a value of type '{ProbeBinder.NameOf(value.Type)}'");
        var type = new IntegerType(bytes, false);
        if (bytes == 1)
            return ProbeBinder.Convert(value, type);
        return new BoundCall(call.Span, type, "bswap", [ProbeBinder.Convert(value, type)]);
    }
}
