using System.Collections.Generic;
using System.Globalization;
using Borescope.Script.Binding;
using Borescope.Script.Semantics.Typing;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

internal sealed partial class ProbeBinder
{
    /// <summary>Whose memory a place is in.</summary>
    public static AddressSpace SpaceOf(BoundExpression place) => place switch
    {
        BoundDereference { Pointer.Type: PointerType pointer } => pointer.Space,
        BoundField field => SpaceOf(field.Base),
        BoundIndex { Base.Type: PointerType pointer } => pointer.Space,
        BoundIndex index => SpaceOf(index.Base),
        _ => AddressSpace.Context,
    };

    /// <summary>Reads what a pointer points to.</summary>
    public BoundExpression Dereference(TextSpan span, BoundExpression pointer)
    {
        // A number is the address of 64 bits, in whose memory the address itself tells.
        if (pointer.Type is IntegerType)
            pointer = Convert(pointer, new PointerType(IntegerType.UInt64, AddressSpace.Unknown));
        if (pointer.Type is not PointerType type)
        {
            return Wrong(span, $"a value of type '{NameOf(pointer.Type)}' is no pointer", "cast it first: *(uint64 *)value");
        }

        return type.Target is VoidType
            ? Wrong(span, "a 'void *' does not say what it points to", "cast it first: *(uint64 *)value")
            : new BoundDereference(span, Respaced(type.Target, type.Space), pointer);
    }

    /// <summary>args as a value is a record: each argument is read on its own, as the probe hands it over.</summary>
    public BoundExpression Whole(BoundExpression value)
    {
        if (value is not BoundArguments { StructType.Fields: var fields })
            return value;
        var names = new List<string>();
        var types = new List<ScriptType>();
        var elements = new List<BoundExpression>();
        foreach (StructField field in fields)
        {
            names.Add(field.Name);
            types.Add(FieldType(value, field));
            elements.Add(Field(value.Span, types[^1], value, field));
        }

        return new BoundTuple(value.Span, new TupleType(types, names), elements);
    }

    private BoundExpression BindField(FieldSyntax syntax)
    {
        BoundExpression target = BindExpression(syntax.Base);
        if (IsPending(target))
            return target;
        if (target.Type is PointerType { Target: StructType } or PointerType { Target: PointerType { Target: StructType } })
            target = Dereference(syntax.Base.Span, target);
        if (target.Type is PointerType { Target: StructType })
            target = Dereference(syntax.Base.Span, target);
        if (target.Type is TupleType tuple)
            return BindElement(syntax, target, tuple);
        if (target.Type is not StructType structure)
        {
            return Wrong(
                syntax.Span,
                $"cannot access the field '{syntax.Name}' of a value of type '{NameOf(target.Type)}'",
                target.Type is IntegerType or PointerType { Target: VoidType } ? "cast it to a pointer: ((struct NAME *)value)." + syntax.Name : "structs, records and tuples have fields");
        }

        if (structure.Find(syntax.Name) is { } field)
            return Field(syntax.Span, FieldType(target, field), target, field);
        return target is BoundArguments && probe.UnreadableArguments?.GetValueOrDefault(syntax.Name) is { } reason
            ? Wrong(syntax.NameSpan, $"the argument '{syntax.Name}' cannot be read: {reason}")
            : Wrong(syntax.NameSpan, NoField(structure, syntax.Name), FieldHints(structure, syntax.Name));
    }

    // The arguments of a user function are where its calling convention puts them: as argN, of which a narrow one fills the low bytes.
    private BoundExpression Field(TextSpan span, ScriptType type, BoundExpression target, StructField field)
    {
        if (target is not BoundArguments || probe.Provider != ProbeProvider.Uprobe)
            return new BoundField(span, type, target, field);
        BoundExpression whole = new BoundBuiltin(span, IntegerType.UInt64, "arg", field.Offset / 8);
        return type is BoolType ? ToBool(Convert(whole, new IntegerType(1, false))) : Convert(whole, type) with { Span = span };
    }

    // A pointer in a struct leads where the struct itself is; only args says of each field where it leads.
    private ScriptType FieldType(BoundExpression target, StructField field)
    {
        if (target is BoundArguments && field.Type is PointerType { Space: AddressSpace.Unknown } pointer)
        {
            AddressSpace space = pointer.Target is StructType ? probe.StructSpace : probe.DefaultSpace;
            return pointer with { Space = space };
        }

        AddressSpace where = SpaceOf(target);
        return where == AddressSpace.Context ? field.Type : Respaced(field.Type, where);
    }

    private static ScriptType Respaced(ScriptType type, AddressSpace space) =>
        type is PointerType pointer && pointer.Space != space && space != AddressSpace.Context ? pointer with { Space = space } : type;

    private BoundExpression BindElement(FieldSyntax syntax, BoundExpression target, TupleType tuple)
    {
        int index = -1;
        if (tuple.Names is not null)
        {
            for (int i = 0; i < tuple.Names.Count; i++)
            {
                if (tuple.Names[i] == syntax.Name)
                    index = i;
            }

            if (index < 0)
                return Wrong(syntax.NameSpan, $"the record has no element '{syntax.Name}'", Suggestions.Hint(syntax.Name, tuple.Names) is { Length: > 0 } near ? near : ["its elements are " + string.Join(", ", tuple.Names)]);
        }
        else if (!int.TryParse(syntax.Name, NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            return Wrong(syntax.NameSpan, $"a tuple has no field '{syntax.Name}'", "its elements are read by number: .0, .1");
        }

        return Element(syntax.Span, syntax.NameSpan, target, tuple, index);
    }

    private BoundExpression Element(TextSpan span, TextSpan indexSpan, BoundExpression target, TupleType tuple, int index)
    {
        if (index < 0 || index >= tuple.Elements.Count)
            return Wrong(indexSpan, $"the tuple has {tuple.Elements.Count} elements, there is no element {index}");
        if (target is BoundTuple literal)
            return literal.Elements[index];
        return new BoundTupleElement(span, tuple.Elements[index], target, index);
    }

    private BoundExpression BindIndex(IndexSyntax syntax)
    {
        BoundExpression target = BindExpression(syntax.Base), index = BindExpression(syntax.Index);
        if (IsPending(target) || IsPending(index))
            return Pending(syntax.Span);
        if (!IsNumber(index.Type))
            return Wrong(syntax.Index.Span, $"an index must be an integer, not '{NameOf(index.Type)}'");
        switch (target.Type)
        {
            case TupleType tuple:
                return Literal(index, "the index of a tuple") is { } number
                    ? Element(syntax.Span, syntax.Index.Span, target, tuple, (int)System.Math.Clamp(number, -1, int.MaxValue))
                    : Pending(syntax.Span);
            case ArrayType array:
                if (array.Count > 0 && index is BoundConstant constant && (constant.Value < 0 || constant.Value >= array.Count))
                    return Wrong(syntax.Index.Span, $"the index {constant.Value} is outside of the array, which has {array.Count} elements");
                return new BoundIndex(
                    syntax.Span, Respaced(array.Element, SpaceOf(target)), target, Convert(index, IntegerType.Int64), array.Count > 0 && index is not BoundConstant);
            case PointerType { Target: not VoidType } pointer:
                return new BoundIndex(syntax.Span, Respaced(pointer.Target, pointer.Space), target, Convert(index, IntegerType.Int64), false);
            case StringType when target is BoundField or BoundDereference or BoundIndex:
                var bytes = new PointerType(new IntegerType(1, true), SpaceOf(target));
                return new BoundIndex(syntax.Span, bytes.Target, new BoundAddressOf(target.Span, bytes, target), Convert(index, IntegerType.Int64), false);
            case StringType text:
                if (index is BoundConstant place && (place.Value < 0 || place.Value >= text.Size))
                    return Wrong(syntax.Index.Span, $"the index {place.Value} is outside of the string, which has {text.Size} bytes");
                return new BoundIndex(syntax.Span, new IntegerType(1, true), target, Convert(index, IntegerType.Int64), index is not BoundConstant);
            default:
                return Wrong(syntax.Span, $"a value of type '{NameOf(target.Type)}' has no elements to index", "arrays, pointers and tuples have");
        }
    }

    private string NoField(StructType structure, string name) => structure == probe.Arguments
        ? $"{probe.Points[0].Text} has no argument '{name}'"
        : $"{structure.Name} has no field '{name}'";

    private static string[] FieldHints(StructType structure, string name)
    {
        var names = new List<string>();
        foreach (StructField field in structure.Fields)
            names.Add(field.Name);
        string[] near = Suggestions.Hint(name, names);
        if (near.Length > 0 || names.Count == 0)
            return near;
        return names.Count <= 12 ? ["known are " + string.Join(", ", names)] : [$"borescope -lv '{structure.Name}' lists its fields"];
    }
}
