using Borescope.Script.Binding;
using Borescope.Script.Semantics.Model;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <content>Functions of imported C code: numbers and pointers are passed as they are, of everything else the address.</content>
internal sealed partial class ProbeBinder
{
    private BoundExpression BindImported(FunctionPrototype function, CallSyntax call)
    {
        var fields = function.Arguments.Fields;
        var arguments = new BoundExpression[call.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = BindArgument(call.Arguments[i]);
        if (arguments.Length != fields.Count)
            return Wrong(call.Span, $"{function.Name}() takes {Count(fields.Count)} ({arguments.Length} given)", Signature(function));
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = Pass(arguments[i], fields[i], function);

        // The upper bits of a register that holds less than 64 are anything.
        ScriptType result = function.ReturnType;
        var value = new BoundImportedCall(call.Span, result is VoidType ? result : IntegerType.UInt64, function.Name, arguments);
        return result switch
        {
            VoidType => value,
            BoolType => Convert(Convert(value, new IntegerType(1, false)), result),
            _ => Convert(value, result),
        };
    }

    // Of a map with keys the code gets the map itself, as helpers take it.
    private BoundExpression BindArgument(ExpressionSyntax syntax) =>
        syntax is UnarySyntax { Operator: "&", Operand: MapSyntax { Key: null } map } && UseMap(map) is { IsKeyed: true, Value: not null } state
            ? new BoundMapReference(syntax.Span, state.Symbol) : BindValue(syntax);

    private BoundExpression Pass(BoundExpression argument, StructField parameter, FunctionPrototype function)
    {
        if (IsPending(argument))
            return argument;
        if (parameter.Type is PointerType pointer)
        {
            return argument switch
            {
                BoundMapReference => argument,
                { Type: IntegerType or PointerType or KernelSymbolType } => Convert(argument, IntegerType.UInt64),
                { Type: StringType } when pointer.Target is StructType => Refuse(argument, parameter, function),
                { Type: StructType or ArrayType } and (BoundField or BoundDereference or BoundIndex) => new BoundAddressOf(argument.Span, new PointerType(argument.Type, SpaceOf(argument)), argument),
                { Type: StringType or StructType or ArrayType or TupleType } => argument,
                _ => Refuse(argument, parameter, function),
            };
        }

        return argument.Type is IntegerType or BoolType or EnumType or PointerType or KernelSymbolType ? Convert(argument, parameter.Type) : Refuse(argument, parameter, function);
    }

    private BoundExpression Refuse(BoundExpression argument, StructField parameter, FunctionPrototype function) =>
        Wrong(argument.Span, $"{function.Name}() takes a '{NameOf(parameter.Type)}' as '{parameter.Name}', not a '{NameOf(argument.Type)}'", Signature(function));

    private static string Signature(FunctionPrototype function)
    {
        var parameters = new System.Collections.Generic.List<string>();
        foreach (StructField field in function.Arguments.Fields)
            parameters.Add($"{NameOf(field.Type)} {field.Name}");
        return $"{NameOf(function.ReturnType)} {function.Name}({string.Join(", ", parameters)})";
    }
}
