using System.Collections.Generic;
using Borescope.Script.Diagnostics;
using Borescope.Script.Syntax;
using Borescope.Script.Types;

namespace Borescope.Script.Semantics;

/// <summary>Lays out the structs, unions and enums that a script defines, by the rules of the System V ABI.</summary>
internal static class CDefinitions
{
    /// <summary>Defines a struct, union or enum.</summary>
    public static ScriptType? Define(Analysis analysis, TagBodySyntax body) => body switch
    {
        StructBodySyntax structure => DefineStruct(analysis, structure),
        EnumBodySyntax enumeration => DefineEnum(analysis, enumeration),
        _ => null,
    };

    /// <summary>Defines a typedef.</summary>
    public static void Define(Analysis analysis, TypedefSyntax typedef)
    {
        ScriptType? anonymous = typedef.Definition is null ? null : Define(analysis, typedef.Definition);
        if (Resolve(analysis, typedef.Type, anonymous) is { } type)
            analysis.Types.AddTypedef(typedef.Name, type);
    }

    /// <summary>The type that is written in a definition; null and an error when there is none.</summary>
    public static ScriptType? Resolve(Analysis analysis, TypeSyntax syntax) => Resolve(analysis, syntax, null);

    /// <summary>Bytes of a type; null when it is not known. Says nothing about it.</summary>
    public static long? SizeOf(Analysis analysis, TypeSyntax type)
    {
        DiagnosticBag said = analysis.Diagnostics;
        analysis.Diagnostics = new DiagnosticBag();
        ScriptType? found = Resolve(analysis, type, null);
        analysis.Diagnostics = said;
        return found?.Size;
    }

    private static EnumType DefineEnum(Analysis analysis, EnumBodySyntax body)
    {
        var members = new Dictionary<long, string>();
        var values = new List<(string Name, long Value)>();
        long next = 0;
        bool negative = false;
        var early = new EnumType(body.Name, IntegerType.Int64, members); // Later members may be computed from earlier ones.
        foreach (EnumeratorSyntax member in body.Members)
        {
            if (member.Value is not null && Constant(analysis, member.Value) is { } value)
                next = value;
            negative |= next < 0;
            values.Add((member.Name, next));
            analysis.Types.AddEnumerator(member.Name, next, early);
            members.TryAdd(next, member.Name);
            next = unchecked(next + 1);
        }

        bool wide = values.Exists(v => v.Value > uint.MaxValue || v.Value < int.MinValue);
        var type = new EnumType(body.Name, new IntegerType(wide ? 8 : 4, negative), members);
        if (body.Name.Length > 0)
            analysis.Types.AddEnum(type);
        foreach ((string name, long value) in values)
            analysis.Types.AddEnumerator(name, value, type);
        return type;
    }

    private static StructType DefineStruct(Analysis analysis, StructBodySyntax body)
    {
        bool union = body.Kind == TagKind.Union;
        var layout = new StructLayout(union, body.IsPacked, AlignmentOf(analysis, body.Alignment));
        StructType? type = null;
        if (body.Name.Length > 0)
        {
            // Members may point to the struct itself: a pointer needs no size.
            type = new StructType(body.Name, union, () => layout.Size, layout.Find, () => layout.Fields);
            if (!analysis.Types.IsDefined(body.Name, union))
                analysis.Types.AddStruct(type);
            else
                analysis.Diagnostics.Error(analysis.Source, body.Span, $"{type.Name} is defined twice");
        }

        foreach (MemberSyntax member in body.Members)
        {
            ScriptType? anonymous = member.Definition is null ? null : Define(analysis, member.Definition);
            ScriptType? memberType = Resolve(analysis, member.Type, anonymous);
            if (memberType is null or VoidType)
            {
                if (memberType is VoidType)
                    analysis.Diagnostics.Error(analysis.Source, member.Span, $"the member '{member.Name}' cannot be of type void");
                continue;
            }

            long bits = member.Bits is null ? -1 : Constant(analysis, member.Bits) ?? -1;
            if (member.Bits is not null && (bits < 0 || bits > memberType.Size * 8 || !memberType.IsInteger))
                analysis.Diagnostics.Error(analysis.Source, member.Span, $"the bit field '{member.Name}' must be an integer with 0 to {memberType.Size * 8} bits");
            else if (!layout.Add(member.Name, memberType, (int)bits, AlignmentOf(analysis, member.Alignment)))
                analysis.Diagnostics.Error(analysis.Source, member.Span, layout.Problem(member.Name));
        }

        type ??= new StructType(body.Name, union, () => layout.Size, layout.Find, () => layout.Fields);
        layout.Own(type);
        return type;
    }

    private static ScriptType? Resolve(Analysis analysis, TypeSyntax syntax, ScriptType? anonymous)
    {
        switch (syntax)
        {
            case PointerTypeSyntax { Target: NamedTypeSyntax { Tag: TagKind.Struct or TagKind.Union } named } when anonymous is null:
                return new PointerType(Named(analysis, named.Name, named.Tag == TagKind.Union), AddressSpace.Unknown);
            case PointerTypeSyntax pointer:
                return Resolve(analysis, pointer.Target, anonymous) is { } pointee ? new PointerType(pointee, AddressSpace.Unknown) : null;
            case ArrayTypeSyntax array:
                return ResolveArray(analysis, array, anonymous);
            case NamedTypeSyntax named:
                ScriptType? type = anonymous ?? named.Tag switch
                {
                    TagKind.Struct => analysis.Types.FindStruct(named.Name, false),
                    TagKind.Union => analysis.Types.FindStruct(named.Name, true),
                    TagKind.Enum => analysis.Types.FindEnum(named.Name),
                    _ => analysis.Types.FindNamed(named.Name) ?? FloatingPoint(named.Name),
                };
                if (type is null)
                    analysis.Diagnostics.Error(analysis.Source, named.Span, named.Tag == TagKind.None ? $"unknown type '{named.Name}'" : $"unknown {named.Tag.ToString().ToLowerInvariant()} '{named.Name}'");
                return type;
            case TypeOfSyntax { Type: NamedTypeSyntax { Tag: TagKind.None } name } when analysis.Types.FindNamed(name.Name) is null:
                return TypeOfExpression.Find(analysis, new IdentifierSyntax(name.Span, name.Name));
            case TypeOfSyntax { Type: { } written }:
                return Resolve(analysis, written, null);
            case TypeOfSyntax typeOf:
                return TypeOfExpression.Find(analysis, typeOf.Expression!);
            default:
                return null;
        }
    }

    // BPF does not compute with floating-point numbers: a member of that kind has its place, and its bits can be read.
    private static ArrayType? FloatingPoint(string name) => name switch
    {
        "float" => new ArrayType(IntegerType.UInt32, 1),
        "double" => new ArrayType(IntegerType.UInt64, 1),
        _ => null,
    };

    // What a pointer leads to may be defined further down, and the kernel's struct of that name counts only when the script defines none.
    private static StructType Named(Analysis analysis, string tag, bool isUnion)
    {
        StructType? known = null;
        StructType? Known() => known ??= analysis.Types.FindStruct(tag, isUnion);
        return analysis.Types.IsDefined(tag, isUnion)
            ? analysis.Types.FindStruct(tag, isUnion)!
            : new StructType(tag, isUnion, () => Known()?.Size ?? 0, name => Known()?.Find(name), () => Known()?.Fields ?? []);
    }

    private static ScriptType? ResolveArray(Analysis analysis, ArrayTypeSyntax array, ScriptType? anonymous)
    {
        ScriptType? element = Resolve(analysis, array.Element, anonymous);
        long length = array.Length is null ? 0 : Constant(analysis, array.Length) ?? -1;
        if (element is null)
            return null;
        if (length < 0 || element.Size * length > 1 << 24)
        {
            analysis.Diagnostics.Error(analysis.Source, array.Span, "an array needs a constant length, and 16 MiB at the most");
            return null;
        }

        // Arrays of char are text, as in BTF.
        bool text = length > 0 && array.Element is NamedTypeSyntax { Name: "char" or "unsigned char" or "signed char" };
        return text ? new StringType((int)length) { IsArray = true } : new ArrayType(element, (int)length);
    }

    private static int AlignmentOf(Analysis analysis, ExpressionSyntax? syntax)
    {
        if (syntax is null || Constant(analysis, syntax) is not { } bytes)
            return 1;
        if (bytes is >= 1 and <= 4096 && (bytes & (bytes - 1)) == 0)
            return (int)bytes;
        analysis.Diagnostics.Error(analysis.Source, syntax.Span, $"an alignment must be a power of two up to 4096, not {bytes}");
        return 1;
    }

    // Constants of definitions: literals, other #defines and enumerators, and what is computed from them.
    private static long? Constant(Analysis analysis, ExpressionSyntax syntax)
    {
        long? value = ConstantExpression.Evaluate(analysis.Types, syntax, 0);
        if (value is null)
            analysis.Diagnostics.Error(analysis.Source, syntax.Span, "this is no constant number");
        return value;
    }
}
