using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>
/// buf. Bound call: [pointer to read from, int64 length]; type buffer[N], N the literal length or max_strlen (a longer length is cut to N at run time).
/// Without length the first argument is an array in memory and the length its size.
/// </summary>
internal static class BufFunction
{
    /// <summary>buf.</summary>
    public static readonly FunctionRow Row = new("buf", "buf(pointer, length) or buf(array)", "reads bytes", 1, 2, Bind, IsOnlyValue: true);

    private static BoundExpression Bind(ProbeBinder binder, CallSyntax call)
    {
        BoundExpression source = binder.BindExpression(call.Arguments[0]);
        if (ProbeBinder.IsPending(source))
            return source;
        BoundExpression length;
        if (call.Arguments.Count == 2)
        {
            length = binder.ToInteger(binder.BindExpression(call.Arguments[1]), "the length of a buffer");
            if (ProbeBinder.IsPending(length))
                return length;
        }
        else if (source.Type is ArrayType { Count: > 0 } or StringType)
        {
            length = new BoundConstant(call.Span, IntegerType.Int64, source.Type.Size);
        }
        else
        {
            return binder.Wrong(call.Span, "buf() needs a length unless it reads an array", Row.Signature);
        }

        int maximum = binder.Analysis.Configuration.MaxStringLength;
        if (length is BoundConstant { Value: <= 0 })
            return binder.Wrong(call.Arguments[^1].Span, "the length of a buffer must be above 0");
        if (length is BoundConstant constant && constant.Value > maximum)
        {
            binder.Warning(call.Arguments[^1].Span, $"{constant.Value} is more than the largest buffer ({maximum} bytes)", "the setting max_strlen changes that");
            length = new BoundConstant(length.Span, IntegerType.Int64, maximum);
        }

        BoundExpression? pointer = source.Type is StringType && source is BoundField or BoundDereference or BoundIndex
            ? new BoundAddressOf(source.Span, new PointerType(source.Type, ProbeBinder.SpaceOf(source)), source)
            : StrFunction.AddressOf(binder, source) ?? (source.Type is StringType or ArrayType or StructType or TupleType ? source : null);
        if (pointer is null)
            return binder.Wrong(call.Arguments[0].Span, $"buf() reads from an address, not from a value of type '{ProbeBinder.NameOf(source.Type)}'");
        int capacity = length is BoundConstant { Value: var known } ? (int)known : maximum;
        return new BoundCall(call.Span, new BufferType(capacity), "buf", [pointer, ProbeBinder.Convert(length, IntegerType.Int64)]);
    }
}
