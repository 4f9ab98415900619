using System.Collections.Generic;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Binding;

/// <summary>An expression with its type. All conversions are explicit <see cref="BoundConversion"/> nodes.</summary>
public abstract record BoundExpression(TextSpan Span, ScriptType Type);

/// <summary>A compile-time integer, bool (0/1), enum value or pointer constant; <see cref="Value"/> holds the bits.</summary>
public sealed record BoundConstant(TextSpan Span, ScriptType Type, long Value) : BoundExpression(Span, Type)
{
    /// <summary>Whether a cast gave it its type: arithmetic with it is that of 64-bit values, which wraps, not that of literals, which must fit.</summary>
    public bool IsTyped { get; init; }
}

/// <summary>A string literal as UTF-8 bytes without NUL; the type's length includes the NUL.</summary>
public sealed record BoundString(TextSpan Span, StringType StringType, string Value) : BoundExpression(Span, StringType);

/// <summary>Bytes known at compile time: an address of 16 bytes that <c>pton()</c> yields.</summary>
public sealed record BoundBytes(TextSpan Span, ScriptType Type, IReadOnlyList<byte> Value) : BoundExpression(Span, Type);

/// <summary><c>$x</c>.</summary>
public sealed record BoundVariable(TextSpan Span, VariableSymbol Variable) : BoundExpression(Span, Variable.Type!);

/// <summary><c>@m</c> or <c>@m[k]</c> read: zero or empty when missing; readable aggregations yield their sum, minimum, maximum or average over all CPUs as an integer.</summary>
public sealed record BoundMapRead(TextSpan Span, ScriptType Type, MapSymbol Map, BoundExpression? Key) : BoundExpression(Span, Type);

/// <summary>The map itself, as argument of print, clear, zero, len, delete, has_key and of imported functions.</summary>
public sealed record BoundMapReference(TextSpan Span, MapSymbol Map) : BoundExpression(Span, VoidType.Instance);

/// <summary>count(), sum(n), … as the value of a map assignment. <see cref="Argument"/> is int64 or uint64; null for count.</summary>
public sealed record BoundAggregation(TextSpan Span, AggregationType Aggregation, BoundExpression? Argument) : BoundExpression(Span, Aggregation);

/// <summary>Operators of one operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>-x</c>, 64 bit.</summary>
    Negate,

    /// <summary><c>~x</c>, 64 bit.</summary>
    Complement,

    /// <summary><c>!x</c> of a bool.</summary>
    Not,
}

/// <summary>Operators of two operands.</summary>
public enum BinaryOperator
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b, always unsigned; b = 0 yields 1.</summary>
    Divide,

    /// <summary>a % b, always unsigned; b = 0 yields 1.</summary>
    Modulo,

    /// <summary>a &amp; b.</summary>
    And,

    /// <summary>a | b.</summary>
    Or,

    /// <summary>a ^ b.</summary>
    Xor,

    /// <summary>a &lt;&lt; b.</summary>
    ShiftLeft,

    /// <summary>a >> b, always logical.</summary>
    ShiftRight,

    /// <summary>a == b.</summary>
    Equal,

    /// <summary>a != b.</summary>
    NotEqual,

    /// <summary>a &lt; b.</summary>
    Less,

    /// <summary>a &lt;= b.</summary>
    LessOrEqual,

    /// <summary>a > b.</summary>
    Greater,

    /// <summary>a >= b.</summary>
    GreaterOrEqual,

    /// <summary>a &amp;&amp; b, short circuit, bools.</summary>
    LogicalAnd,

    /// <summary>a || b, short circuit, bools.</summary>
    LogicalOr,
}

/// <summary>A unary operation; operand and result have the same type.</summary>
public sealed record BoundUnary(TextSpan Span, ScriptType Type, UnaryOperator Operator, BoundExpression Operand) : BoundExpression(Span, Type);

/// <summary>
/// A binary operation. Arithmetic: both operands and the result are int64 or uint64 (pointer arithmetic is already scaled: pointer + int64).
/// Comparisons: both operands have the same scalar type, or are strings, buffers, arrays or tuples of the same element types (string lengths may differ);
/// the result is bool. <see cref="SignedComparison"/> decides how ordered comparisons see the bits.
/// </summary>
public sealed record BoundBinary(TextSpan Span, ScriptType Type, BinaryOperator Operator, BoundExpression Left, BoundExpression Right, bool SignedComparison = true) : BoundExpression(Span, Type);

/// <summary><c>c ? a : b</c>; both arms have the result's type (void for calls).</summary>
public sealed record BoundConditional(TextSpan Span, ScriptType Type, BoundExpression Condition, BoundExpression WhenTrue, BoundExpression WhenFalse) : BoundExpression(Span, Type);

/// <summary><c>++</c> and <c>--</c> on a variable.</summary>
/// <param name="Step">What is added: 1, -1, or the pointee size.</param>
/// <param name="IsPrefix">Yields the new value instead of the old one.</param>
public sealed record BoundVariableIncrement(TextSpan Span, VariableSymbol Variable, long Step, bool IsPrefix) : BoundExpression(Span, Variable.Type!);

/// <summary><c>++</c> and <c>--</c> on a map element, created when missing.</summary>
/// <param name="Step">What is added.</param>
/// <param name="IsPrefix">Yields the new value instead of the old one.</param>
public sealed record BoundMapIncrement(TextSpan Span, ScriptType Type, MapSymbol Map, BoundExpression? Key, long Step, bool IsPrefix) : BoundExpression(Span, Type);

/// <summary>
/// A change of type: integers truncate or extend (by the source's sign); integer ↔ pointer and pointer ↔ pointer keep the bits; anything scalar → bool is != 0;
/// strings grow (zero padded) or are cut; integer → array reinterprets the bytes; array of bytes of 1, 2, 4 or 8 → integer likewise.
/// </summary>
public sealed record BoundConversion(TextSpan Span, ScriptType Type, BoundExpression Operand) : BoundExpression(Span, Type);

/// <summary>Reads the pointer's target: a scalar is read, a struct, array or string yields a place (its address) that further accesses refine.</summary>
public sealed record BoundDereference(TextSpan Span, ScriptType Type, BoundExpression Pointer) : BoundExpression(Span, Type);

/// <summary>
/// <c>base.field</c>: base is a struct place (dereference, field, index, args). Reads scalars and bit fields, yields a place for structs and arrays.
/// A char array has <see cref="StringType"/>.
/// </summary>
public sealed record BoundField(TextSpan Span, ScriptType Type, BoundExpression Base, StructField Field) : BoundExpression(Span, Type);

/// <summary><c>base[index]</c>: base is an array place, or a pointer (scaled by the target's size). <see cref="IsBoundsChecked"/>: warn at run time when outside.</summary>
public sealed record BoundIndex(TextSpan Span, ScriptType Type, BoundExpression Base, BoundExpression Index, bool IsBoundsChecked) : BoundExpression(Span, Type);

/// <summary><c>&amp;x</c> of a place: its address.</summary>
public sealed record BoundAddressOf(TextSpan Span, ScriptType Type, BoundExpression Place) : BoundExpression(Span, Type);

/// <summary>Builds a tuple or record; elements have the tuple's element types.</summary>
public sealed record BoundTuple(TextSpan Span, TupleType TupleType, IReadOnlyList<BoundExpression> Elements) : BoundExpression(Span, TupleType);

/// <summary><c>t.0</c> or <c>r.name</c>.</summary>
public sealed record BoundTupleElement(TextSpan Span, ScriptType Type, BoundExpression Tuple, int Index) : BoundExpression(Span, Type);

/// <summary><c>{ s; s; e }</c>.</summary>
public sealed record BoundBlockExpression(TextSpan Span, ScriptType Type, IReadOnlyList<BoundStatement> Statements, BoundExpression Value) : BoundExpression(Span, Type);

/// <summary>A call of a function of the script: its parameters are declared and its body runs in place; <see cref="Result"/> then holds the value.</summary>
public sealed record BoundSubprogramCall(TextSpan Span, ScriptType Type, VariableSymbol? Result, IReadOnlyList<BoundStatement> Statements) : BoundExpression(Span, Type);

/// <summary>A call of a function of imported C code.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Arguments">At most five: scalars, maps, and strings and other values in memory, whose address is passed.</param>
public sealed record BoundImportedCall(TextSpan Span, ScriptType Type, string Function, IReadOnlyList<BoundExpression> Arguments) : BoundExpression(Span, Type);

/// <summary>The struct of the probe's arguments (<c>args</c>), a place read directly from the context.</summary>
public sealed record BoundArguments(TextSpan Span, StructType StructType) : BoundExpression(Span, StructType);

/// <summary>A builtin variable (<c>pid</c>, <c>comm</c>, <c>arg0</c> …) of the table of builtins.</summary>
/// <param name="Name">Canonical name in the table; <c>argN</c> is <c>arg</c>.</param>
/// <param name="Index">N of <c>argN</c>; else 0.</param>
/// <param name="Mode">Option such as the clock of <c>nsecs(monotonic)</c>; else empty.</param>
public sealed record BoundBuiltin(TextSpan Span, ScriptType Type, string Name, int Index = 0, string Mode = "") : BoundExpression(Span, Type);

/// <summary>
/// A call of a function of the table (not an aggregation, not one that folds to a constant at compile time).
/// Arguments are bound and converted to what the table row says; literal-only arguments (format strings, modes, register names, signal numbers, lengths)
/// are <see cref="BoundString"/> or <see cref="BoundConstant"/>.
/// </summary>
public sealed record BoundCall(TextSpan Span, ScriptType Type, string Function, IReadOnlyList<BoundExpression> Arguments) : BoundExpression(Span, Type);
