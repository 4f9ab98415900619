using System.Collections.Generic;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    /// <summary>Binds an expression; errors are reported and give <see cref="Pending"/>.</summary>
    public BoundExpression BindExpression(ExpressionSyntax syntax)
    {
        if (++_depth > MaxDepth)
        {
            _depth--;
            return Wrong(syntax.Span, "this is nested too deeply", $"at most {MaxDepth} levels");
        }

        BoundExpression bound = syntax switch
        {
            IntegerSyntax number => new BoundConstant(number.Span, LiteralTypes.Of(number.Value), (long)number.Value),
            BoolSyntax truth => new BoundConstant(truth.Span, BoolType.Instance, truth.Value ? 1 : 0),
            StringSyntax text => Text(text.Span, text.Text),
            VariableSyntax variable => BindVariable(variable),
            MapSyntax map => BindMapRead(map),
            ParameterSyntax parameter => BindParameter(parameter),
            ParameterCountSyntax => new BoundConstant(syntax.Span, LiteralTypes.Of((ulong)analysis.Options.Parameters.Count), analysis.Options.Parameters.Count),
            IdentifierSyntax name => BindIdentifier(name),
            CallSyntax call => BindCall(call),
            UnarySyntax unary => BindUnary(unary),
            BinarySyntax binary => Operate(binary.Span, binary.Operator, binary.OperatorSpan, BindExpression(binary.Left), BindExpression(binary.Right)),
            ConditionalSyntax conditional => BindConditional(conditional),
            IfExpressionSyntax branch => BindChoice(branch.Span, branch.Condition, branch.Then, branch.Else),
            CastSyntax cast => BindCast(cast),
            FieldSyntax field => BindField(field),
            IndexSyntax index => BindIndex(index),
            TupleSyntax tuple => BindTuple(tuple),
            SizeOfSyntax size => BindSizeOf(size),
            OffsetOfSyntax offset => BindOffsetOf(offset),
            BlockExpressionSyntax block => BindBlockExpression(block),
            ComptimeSyntax comptime => BindComptime(comptime),
            TypeExpressionSyntax => Wrong(syntax.Span, "a type stands where a value is needed", "typeof() is for casts, sizeof() and arguments of macros"),
            _ => Pending(syntax.Span),
        };
        _depth--;
        return bound;
    }

    /// <summary>A string as bound literal.</summary>
    public static BoundString Text(TextSpan span, string text) => new(span, new StringType(ScriptText.Count(text) + 1) { IsLiteral = true }, text);

    /// <summary>The text of a positional parameter, empty when it is missing.</summary>
    public string ParameterText(ParameterSyntax parameter)
    {
        if (parameter.Number <= analysis.Options.Parameters.Count)
            return analysis.Options.Parameters[parameter.Number - 1];
        Warning(parameter.Span, $"the positional parameter ${parameter.Number} was not given", "it reads as 0 or as an empty string");
        return "";
    }

    private BoundExpression BindParameter(ParameterSyntax parameter)
    {
        string text = ParameterText(parameter);
        if (text.Length == 0)
            return new BoundConstant(parameter.Span, LiteralTypes.Of(0UL), 0);
        return TryInteger(text, out long value, out bool unsigned)
            ? new BoundConstant(parameter.Span, unsigned ? IntegerType.UInt64 : LiteralTypes.Of(value), value)
            : Text(parameter.Span, text);
    }

    /// <summary>Reads text as an integer the way literals are read, durations and exponents included, with a sign.</summary>
    public static bool TryInteger(string text, out long value, out bool unsigned)
    {
        value = 0;
        unsigned = false;
        bool negative = text.StartsWith('-');
        string digits = negative || text.StartsWith('+') ? text[1..] : text;
        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]))
            return false;
        if (!Lexer.TryNumber(digits, out ulong number) || (negative && number > 1UL << 63))
            return false;
        value = negative ? (long)(0 - number) : (long)number;
        unsigned = !negative && number > long.MaxValue;
        return true;
    }

    private BoundExpression BindConditional(ConditionalSyntax syntax)
    {
        if (syntax.WhenTrue is not null)
            return BindChoice(syntax.Span, syntax.Condition, syntax.WhenTrue, syntax.WhenFalse);
        BoundExpression value = BindExpression(syntax.Condition);
        if (value is BoundConstant or BoundString)
            return BindChoice(syntax.Span, syntax.Condition, syntax.Condition, syntax.WhenFalse);
        BoundExpression otherwise = BindExpression(syntax.WhenFalse);
        if (IsPending(value) || value is BoundVariable)
            return Choose(syntax.Span, value, value, otherwise);

        // The value is computed once, then tested and used.
        var symbol = new VariableSymbol("$") { Type = value.Type };
        var read = new BoundVariable(value.Span, symbol);
        BoundExpression chosen = Choose(syntax.Span, read, read, otherwise);
        return new BoundBlockExpression(syntax.Span, chosen.Type, [new BoundVariableDeclaration(value.Span, symbol, Convert(value, symbol.Type))], chosen);
    }

    private BoundExpression Choose(TextSpan span, BoundExpression condition, BoundExpression whenTrue, BoundExpression whenFalse)
    {
        condition = ToBool(condition);
        if (IsPending(whenTrue) || IsPending(whenFalse))
            return IsPending(whenTrue) ? whenFalse : whenTrue;
        if (whenTrue is BoundAggregation || whenFalse is BoundAggregation)
            return Wrong(span, "an aggregation cannot be chosen by a condition", "use an if statement around the assignment");
        if (TypeJoin.Join(whenTrue.Type, whenFalse.Type) is not { } joined)
            return Wrong(span, $"both results of a condition must have the same type: one is '{NameOf(whenTrue.Type)}', the other '{NameOf(whenFalse.Type)}'");
        if (joined is VoidType)
            return new BoundConditional(span, joined, condition, whenTrue, whenFalse);
        return new BoundConditional(span, joined, condition, Convert(whenTrue, joined), Convert(whenFalse, joined));
    }

    private BoundExpression BindTuple(TupleSyntax syntax)
    {
        var elements = new BoundExpression[syntax.Elements.Count];
        var types = new ScriptType[elements.Length];
        bool known = true;
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = BindValue(syntax.Elements[i]);
            types[i] = elements[i].Type;
            known &= !IsPending(elements[i]);
            if (types[i] is VoidType)
            {
                Error(elements[i].Span, "this has no value that could be in a tuple");
                known = false;
            }
        }

        return known ? new BoundTuple(syntax.Span, new TupleType(types, syntax.Names), elements) : Pending(syntax.Span);
    }

    private BoundExpression BindBlockExpression(BlockExpressionSyntax block)
    {
        Scope outer = _scope;
        _scope = new Scope(outer);
        BoundExpression bound = BindBody(block, outer);
        _scope = outer;
        return bound;
    }

    private BoundExpression BindBody(BlockExpressionSyntax block, Scope outer)
    {
        block = WithLastAsValue(block);
        List<BoundStatement> statements = BindInScope(block.Statements);
        if (block.Value is null)
        {
            _scope = outer;
            return Wrong(block.Span, "this block has no value", "its last item must be an expression without ';'");
        }

        BoundExpression value = BindExpression(block.Value);
        return IsPending(value) || statements.Count == 0 ? value : new BoundBlockExpression(block.Span, value.Type, statements, value);
    }

    // An if or a block at the end of a block that must have a value is that value, when each of its branches ends in one.
    private static BlockExpressionSyntax WithLastAsValue(BlockExpressionSyntax block)
    {
        if (block.Value is not null || block.Statements.Count == 0 || block.Statements[^1] is ExpressionStatementSyntax || AsValue(block.Statements[^1]) is not { } value)
            return block;
        var before = new List<StatementSyntax>(block.Statements);
        before.RemoveAt(before.Count - 1);
        return block with { Statements = before, Value = value };
    }

    private static ExpressionSyntax? AsValue(StatementSyntax? statement)
    {
        switch (statement)
        {
            case ExpressionStatementSyntax last:
                return last.Expression;
            case IfSyntax branch:
                return AsValue(branch.Else) is { } otherwise && AsValue(branch.Then) is { } then ? new IfExpressionSyntax(branch.Span, branch.Condition, then, otherwise) : null;
            case BlockSyntax block when block.Statements.Count > 0 && AsValue(block.Statements[^1]) is { } value:
                var before = new List<StatementSyntax>(block.Statements);
                before.RemoveAt(before.Count - 1);
                return new BlockExpressionSyntax(block.Span, before, value);
            default:
                return null;
        }
    }

    private BoundExpression BindComptime(ComptimeSyntax syntax)
    {
        BoundExpression bound = BindExpression(syntax.Operand);
        if (IsPending(bound))
            return bound;
        return CompileTime.Fold(bound)
            ?? Wrong(syntax.Span, "this is known only when the script runs", "comptime takes literals, sizeof, offsetof, enum values, parameters and what is computed from them");
    }

    // Enums, their names and variables of them count as 64 bits; what is smaller are members of structs.
    private const int EnumSize = 8;

    private BoundExpression BindSizeOf(SizeOfSyntax syntax)
    {
        ScriptType? type = TypeOf(syntax.Type, syntax.Operand);
        if (type is null or PendingType)
            return Pending(syntax.Span);
        int size = syntax.Operand is MapSyntax map ? SizeOfValues(map, type) : type is EnumType && syntax.Operand is null or IdentifierSyntax or VariableSyntax ? EnumSize : type.Size;
        return new BoundConstant(syntax.Span, LiteralTypes.Of((ulong)size), size);
    }

    // Maps keep integers in 8 bytes; their type is the one that holds all values assigned to them.
    private int SizeOfValues(MapSyntax map, ScriptType stored) =>
        stored is IntegerType or TupleType && UseMap(map).Value is { } value and not AggregationType ? LiteralTypes.Settle(value).Size : stored.Size;

    private BoundExpression BindOffsetOf(OffsetOfSyntax syntax)
    {
        ScriptType? type = TypeOf(syntax.Type, syntax.Operand);
        if (type is PointerType pointer)
            type = pointer.Target;
        long offset = 0;
        foreach (string name in syntax.Path)
        {
            if (type is null or PendingType)
                return Pending(syntax.Span);
            if (type is not StructType structure)
                return Wrong(syntax.PathSpan, $"'{NameOf(type)}' has no fields");
            if (structure.Find(name) is not { } field)
                return Wrong(syntax.PathSpan, NoField(structure, name), FieldHints(structure, name));
            if (field.IsBitField)
                return Wrong(syntax.PathSpan, $"'{name}' is a bit field and has no offset in bytes");
            offset += field.Offset;
            type = field.Type;
        }

        return new BoundConstant(syntax.Span, LiteralTypes.Of(offset), offset);
    }

    // The operand of sizeof, offsetof and typeof: a type, or an expression that is not evaluated.
    private ScriptType? TypeOf(TypeSyntax? type, ExpressionSyntax? operand)
    {
        if (type is NamedTypeSyntax { Tag: TagKind.None, Name: "true" or "false" })
            return BoolType.Instance;
        if (type is NamedTypeSyntax { Tag: TagKind.None } named && IsValueName(named.Name) && !IsTypeArgument(named.Name))
            operand = new IdentifierSyntax(named.Span, named.Name);
        else if (type is not null)
            return ResolveType(type);
        if (operand is TypeExpressionSyntax inner)
            return ResolveType(inner.Type);
        if (operand is TupleSyntax tuple && TupleOfTypes(tuple) is { } types)
            return types;
        BoundExpression bound = BindExpression(operand!);
        return IsPending(bound) ? null : LiteralTypes.Settle(bound.Type);
    }

    // (int8, int64): a tuple of types; null when an element is a value.
    private TupleType? TupleOfTypes(TupleSyntax tuple)
    {
        var elements = new ScriptType[tuple.Elements.Count];
        for (int i = 0; i < elements.Length; i++)
        {
            ScriptType? element = tuple.Elements[i] switch
            {
                IdentifierSyntax { Name: var name } => IsValueName(name) ? null : analysis.Types.FindNamed(name),
                TypeExpressionSyntax type => ResolveType(type.Type),
                TupleSyntax inner => TupleOfTypes(inner),
                _ => null,
            };
            if (element is null)
                return null;
            elements[i] = element;
        }

        return elements.Length == 0 ? null : new TupleType(elements, tuple.Names);
    }

    /// <summary>The type of a function's argument: one that typeof() names, else the type of its value.</summary>
    public ScriptType? TypeOfArgument(ExpressionSyntax argument) =>
        argument is TypeExpressionSyntax type ? TypeOf(type.Type, null)
        : argument is IdentifierSyntax { Name: var name } word && IsTypeArgument(name) ? ResolveType(new NamedTypeSyntax(word.Span, TagKind.None, name))
        : TypeOf(null, argument);

    private bool IsTypeArgument(string name) =>
        _frame is not null && _frame.Arguments.TryGetValue(name, out ExpressionSyntax? argument) && argument is TypeExpressionSyntax;

    private bool IsValueName(string name) => (_frame is not null && _frame.Arguments.ContainsKey(name)) || analysis.Types.Defines.ContainsKey(name)
        || (analysis.Types.FindNamed(name) is null && analysis.Types.FindEnumConstant(name) is not null);
}
