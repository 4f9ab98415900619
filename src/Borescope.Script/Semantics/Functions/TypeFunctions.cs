using System;
using Borescope.Script.Binding;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics.Functions;

/// <summary>Questions about types, folded to bool constants.</summary>
internal static class TypeFunctions
{
    /// <summary>is_str.</summary>
    public static readonly FunctionRow IsString = Row("is_str", "whether a value is a string", static e => e.Type is StringType);

    /// <summary>is_ptr.</summary>
    public static readonly FunctionRow IsPointer = Row("is_ptr", "whether a value is a pointer", static e => e.Type is PointerType);

    /// <summary>is_array.</summary>
    public static readonly FunctionRow IsArray = Row("is_array", "whether a value is an array", static e => e.Type is ArrayType);

    /// <summary>is_integer.</summary>
    public static readonly FunctionRow IsInteger = Row("is_integer", "whether a value is an integer", static e => e.Type is IntegerType);

    /// <summary>is_unsigned_integer.</summary>
    public static readonly FunctionRow IsUnsignedInteger = Row("is_unsigned_integer", "whether a value is an integer without a sign", static e => e.Type is IntegerType { Signed: false });

    /// <summary>is_literal.</summary>
    public static readonly FunctionRow IsLiteral = Row("is_literal", "whether a value is known at compile time", static e => e is BoundConstant or BoundString);

    /// <summary>typeinfo.</summary>
    public static readonly FunctionRow TypeInfo = new("typeinfo", "typeinfo(value or type)", "kind and name of a type", 1, 1, BindTypeInfo);

    private static BoundExpression BindTypeInfo(ProbeBinder binder, CallSyntax call)
    {
        if (binder.TypeOfArgument(call.Arguments[0]) is not { } type)
            return ProbeBinder.Pending(call.Span);
        BoundString kind = ProbeBinder.Text(call.Span, Kind(type)), name = ProbeBinder.Text(call.Span, Typing.LiteralTypes.Settle(type).Name);
        var id = new BoundConstant(call.Span, IntegerType.UInt32, 0);
        return new BoundTuple(call.Span, new TupleType([id.Type, kind.Type, name.Type], ["btf_id", "base_type", "full_type"]), [id, kind, name]);
    }

    private static string Kind(ScriptType type) => type switch
    {
        IntegerType => "int",
        BoolType => "bool",
        EnumType => "enum",
        StringType or ProbeNameType => "string",
        PointerType => "pointer",
        ArrayType => "array",
        StructType { IsUnion: true } => "union",
        StructType => "struct",
        TupleType { Names: null } => "tuple",
        TupleType => "record",
        _ => type.Name,
    };

    private static FunctionRow Row(string name, string documentation, Func<BoundExpression, bool> test) => new(name, $"{name}(value)", documentation, 1, 1, (binder, call) =>
    {
        BoundExpression value = binder.BindExpression(call.Arguments[0]);
        return ProbeBinder.IsPending(value) ? value : new BoundConstant(call.Span, BoolType.Instance, test(value) ? 1 : 0);
    });
}
