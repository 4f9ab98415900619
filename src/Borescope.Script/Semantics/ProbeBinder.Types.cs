using System;
using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    /// <summary>The type that is written; null and an error when there is none.</summary>
    public ScriptType? ResolveType(TypeSyntax syntax)
    {
        switch (syntax)
        {
            case NamedTypeSyntax named:
                return ResolveNamed(named);
            case PointerTypeSyntax pointer:
                ScriptType? target = ResolveType(pointer.Target);
                return target is null ? null : new PointerType(target, target is StructType ? probe.StructSpace : probe.DefaultSpace);
            case TypeOfSyntax typeOf:
                return TypeOf(typeOf.Type, typeOf.Expression) is { } type and not PendingType ? type : null;
            case ArrayTypeSyntax array:
                return ResolveArray(array);
            default:
                return null;
        }
    }

    private ScriptType? ResolveArray(ArrayTypeSyntax array)
    {
        long length = 0;
        if (array.Length is not null)
        {
            if (Literal(BindExpression(array.Length), "the length of an array") is not { } literal)
                return null;
            length = literal;
        }

        if (length is < 0 or > 1 << 20)
        {
            Error(array.Span, $"an array cannot have {length} elements");
            return null;
        }

        if (array.Element is NamedTypeSyntax { Tag: TagKind.None } named && named.Name is "string" or "buffer" or "inet" && array.Length is not null)
        {
            string name = ((NamedTypeSyntax)array.Element).Name;
            if (length == 0)
            {
                Error(array.Span, $"a {name} needs a length above 0");
                return null;
            }

            return name switch { "string" => new StringType((int)length), "buffer" => new BufferType((int)length), _ => InetType.Instance };
        }

        ScriptType? element = ResolveType(array.Element);
        if (element is null or VoidType || (long)element.Size * length > 1 << 24)
        {
            if (element is not null)
                Error(array.Span, "there are no arrays of this type and length");
            return null;
        }

        return new ArrayType(element, (int)length);
    }

    private ScriptType? ResolveNamed(NamedTypeSyntax named)
    {
        ScriptType? type = named.Tag switch
        {
            TagKind.Struct => FindStruct(named.Name, false),
            TagKind.Union => FindStruct(named.Name, true),
            TagKind.Enum => analysis.Types.FindOwnEnum(named.Name) ?? (ProbedFile is { } file ? analysis.Model.FindUserEnum(file, named.Name) : null) ?? analysis.Types.FindEnum(named.Name),
            _ => ResolveBare(named),
        };
        if (type is not null)
            return type;
        if (named.Tag == TagKind.None)
        {
            string[] near = Suggestions.Hint(named.Name, ScriptTypes.Names());
            if (near.Length == 0 && analysis.Types.FindStruct(named.Name, false) is not null)
                near = [$"did you mean 'struct {named.Name}'?"];
            Error(named.Span, $"unknown type '{named.Name}'", near);
        }
        else
        {
            string word = named.Tag.ToString().ToLowerInvariant();
            IEnumerable<string> known = named.Tag == TagKind.Enum ? analysis.Model.EnumTags() : analysis.Model.StructTags();
            string[] near = Suggestions.Hint(named.Name, known);
            Error(named.Span, $"unknown {word} '{named.Name}'", near.Length > 0 ? near : [$"the kernel's BTF has no such {word}; define it in front of the probes"]);
        }

        return null;
    }

    // What a program's debug information says of its types counts in probes of it, behind what the script says itself.
    private string? ProbedFile =>
        probe.Provider is ProbeProvider.Uprobe or ProbeProvider.Uretprobe or ProbeProvider.Usdt && probe.Points.Count > 0 && probe.Points[0].Path.Length > 0 ? probe.Points[0].Path : null;

    private StructType? FindStruct(string tag, bool isUnion) =>
        !analysis.Types.IsDefined(tag, isUnion) && ProbedFile is { } file && analysis.Model.FindUserStruct(file, tag, isUnion) is { } type ? type : analysis.Types.FindStruct(tag, isUnion);

    private (long Value, EnumType Type)? FindEnumConstant(string name) =>
        analysis.Types.FindOwnEnumConstant(name) ?? (ProbedFile is { } file ? analysis.Model.FindUserEnumConstant(file, name) : null) ?? analysis.Types.FindEnumConstant(name);

    private ScriptType? ResolveBare(NamedTypeSyntax named)
    {
        if (_frame is not null && _frame.Arguments.TryGetValue(named.Name, out ExpressionSyntax? argument) && argument is TypeExpressionSyntax type)
            return InCaller(() => ResolveType(type.Type));
        if (named.Name is "string" or "buffer")
            return named.Name == "string" ? new StringType(analysis.Configuration.MaxStringLength) : new BufferType(analysis.Configuration.MaxStringLength);
        return analysis.Types.FindNamed(named.Name) ?? (ProbedFile is { } file ? analysis.Model.FindUserTypedef(file, named.Name) : null);
    }

    private BoundExpression BindCast(CastSyntax syntax)
    {
        BoundExpression operand = BindExpression(syntax.Operand);
        ScriptType? type = ResolveType(syntax.Type);
        if (type is null || IsPending(operand))
            return Pending(syntax.Span);

        // (int8[]) has as many elements as the value fills.
        if (syntax.Type is ArrayTypeSyntax { Length: null } && type is ArrayType { Element: { Size: > 0 } element } && (IsNumber(operand.Type) || operand.Type is StringType))
            type = new ArrayType(element, LiteralTypes.Settle(operand.Type).Size / element.Size);
        return Cast(syntax.Span, operand, type);
    }

    private BoundExpression Cast(TextSpan span, BoundExpression operand, ScriptType type)
    {
        ScriptType from = operand.Type;
        bool scalar = IsNumber(from) || from is PointerType or KernelSymbolType;
        switch (type)
        {
            case BoolType when from is StringType && operand is not BoundString:
                // An empty one is false.
                var first = new BoundIndex(span, new IntegerType(1, true), operand, new BoundConstant(span, IntegerType.Int64, 0), false);
                return ToBool(first);
            case BoolType:
                return ToBool(operand);
            case IntegerType or EnumType when scalar:
                BoundExpression number = ConvertAndSettle(operand, type) with { Span = span };
                return number is BoundConstant constant ? constant with { IsTyped = true } : number;
            case IntegerType when from is ArrayType { Element: IntegerType } && from.Size == type.Size:
                return new BoundConversion(span, type, operand);
            case PointerType pointer when scalar:
                AddressSpace space = from is PointerType known && known.Space is AddressSpace.User or AddressSpace.Kernel ? known.Space
                    : analysis.TakesKernelAddresses && pointer.Space == AddressSpace.User ? AddressSpace.Unknown : pointer.Space;
                return Convert(operand, pointer with { Space = space }) with { Span = span };
            case PointerType pointer when from is StringType or ArrayType && operand is BoundField or BoundDereference or BoundIndex:
                var place = new PointerType(from, SpaceOf(operand));
                return new BoundConversion(span, pointer with { Space = place.Space }, new BoundAddressOf(span, place, operand));
            case ArrayType array when IsNumber(from) && (array.Size is 1 or 2 or 4 or 8):
                IntegerType whole = new(array.Size, false);
                return new BoundConversion(span, type, Convert(operand, whole));
            case ArrayType { Element.Size: 1 } bytes when from is StringType:
                return new BoundConversion(span, bytes, operand);
            case StringType when from is StringType:
                return Convert(operand, type) with { Span = span };
            case StringType when from is ArrayType { Element: IntegerType { Bytes: 1 }, Count: > 0 }:
                return Convert(new BoundConversion(span, new StringType(from.Size), operand), type) with { Span = span };
            case BufferType when from is BufferType or StringType && from.Equals(type):
                return operand;
            case StringType or BufferType when from is PointerType or IntegerType && operand is not BoundConstant:
                // What stands at the address, as str() and buf() read it.
                (string reader, int length) = type is BufferType buffer ? ("buf", buffer.Capacity) : ("str", type.Size);
                return new BoundCall(span, type, reader, [Functions.StrFunction.AddressOf(this, operand)!, new BoundConstant(span, IntegerType.Int64, length)]);
            case TupleType when TypeJoin.Join(from, type) is { } joined && joined.Equals(type):
                return Convert(operand, type);
            case StructType structure:
                return from.Equals(type)
                    ? operand
                    : Wrong(span, $"a value of type '{NameOf(from)}' cannot become a {structure.Name}", $"cast it to a pointer: ({structure.Name} *)…");
            default:
                return type.Equals(from) ? operand : Wrong(span, $"a value of type '{NameOf(from)}' cannot be cast to '{NameOf(type)}'");
        }
    }

    private T InCaller<T>(Func<T> action)
    {
        MacroFrame frame = _frame!;
        Scope scope = _scope;
        (_frame, _scope) = (frame.Caller, frame.CallerScope);
        T result = action();
        (_frame, _scope) = (frame, scope);
        return result;
    }
}
