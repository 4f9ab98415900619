using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>The types of expressions in <c>typeof</c> of C definitions: constants, members (<c>((struct s *)0)->m</c>), elements, and what is computed from them.</summary>
internal static class TypeOfExpression
{
    private const int MaxDepth = 100;
    private static readonly IntegerType Int = new(4, true);

    /// <summary>The type; null and an error when it cannot be known here.</summary>
    public static ScriptType? Find(Analysis analysis, ExpressionSyntax syntax)
    {
        int errors = analysis.Diagnostics.ErrorCount;
        ScriptType? type = Find(analysis, syntax, 0);
        if (type is null && analysis.Diagnostics.ErrorCount == errors)
        {
            analysis.Diagnostics.Error(
                analysis.Source,
                syntax.Span,
                "the type of what stands in typeof() is not known",
                "a definition knows types, constants, sizeof, and members as in ((struct s *)0)->member");
        }

        return type;
    }

    private static ScriptType? Find(Analysis analysis, ExpressionSyntax syntax, int depth)
    {
        if (depth > MaxDepth)
            return null;
        ScriptType? Inner(ExpressionSyntax inner) => Find(analysis, inner, depth + 1);
        switch (syntax)
        {
            case IntegerSyntax number:
                return number.Value <= int.MaxValue ? Int : new IntegerType(8, number.Value <= long.MaxValue);
            case StringSyntax text:
                return new StringType(text.Text.Length + 1);
            case IdentifierSyntax name when analysis.Types.Defines.TryGetValue(name.Name, out ExpressionSyntax? value):
                return value is null ? null : Inner(value);
            case IdentifierSyntax name:
                return analysis.Types.FindEnumConstant(name.Name)?.Type;
            case SizeOfSyntax or OffsetOfSyntax:
                return IntegerType.UInt64;
            case CastSyntax cast:
                return CDefinitions.Resolve(analysis, cast.Type);
            case FieldSyntax field:
                ScriptType? target = Inner(field.Base);
                return ((target is PointerType pointer ? pointer.Target : target) as StructType)?.Find(field.Name)?.Type;
            case IndexSyntax index:
                return ElementOf(Inner(index.Base));
            case UnarySyntax { Operator: "*" } dereference:
                return ElementOf(Inner(dereference.Operand));
            case UnarySyntax { Operator: "&" } address:
                return Inner(address.Operand) is { } pointee ? new PointerType(pointee, AddressSpace.Unknown) : null;
            case UnarySyntax { Operator: "!" }:
                return Int;
            case UnarySyntax { Operator: "-" or "~" } unary:
                return Promote(Inner(unary.Operand));
            case BinarySyntax { Operator: "==" or "!=" or "<" or ">" or "<=" or ">=" or "&&" or "||" }:
                return Int;
            case BinarySyntax { Operator: "<<" or ">>" } shift:
                return Promote(Inner(shift.Left));
            case BinarySyntax binary:
                return Common(Inner(binary.Left), Inner(binary.Right));
            case ConditionalSyntax { WhenTrue: { } whenTrue } choice:
                return Common(Inner(whenTrue), Inner(choice.WhenFalse));
            default:
                return null;
        }
    }

    private static ScriptType? ElementOf(ScriptType? type) => type switch
    {
        PointerType pointer => pointer.Target,
        ArrayType array => array.Element,
        StringType => new IntegerType(1, true),
        _ => null,
    };

    // C computes with int at the least.
    private static IntegerType? Promote(ScriptType? type) => type switch
    {
        { IsInteger: true, Size: < 4 } or BoolType => Int,
        IntegerType integer => integer,
        EnumType { Size: 4 } => Int,
        EnumType { Size: 8 } => IntegerType.Int64,
        _ => null,
    };

    private static ScriptType? Common(ScriptType? left, ScriptType? right)
    {
        if (left is PointerType || right is PointerType)
            return left is PointerType && right is PointerType ? IntegerType.Int64 : left as PointerType ?? right;
        if (Promote(left) is not { } a || Promote(right) is not { } b)
            return null;
        return a.Size != b.Size ? (a.Size > b.Size ? a : b) : a.Signed ? b : a;
    }
}
