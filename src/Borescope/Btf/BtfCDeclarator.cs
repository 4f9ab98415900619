using System.Globalization;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>
/// Writes declarations of a C header: the type around the name, anonymous types with their members in place. Everything is written once, in the order in
/// which it stands: what is before the name from the innermost type outwards, what is behind it the other way.
/// </summary>
/// <param name="names">Names of the header.</param>
/// <param name="text">Receives the text.</param>
internal sealed class BtfCDeclarator(BtfCNames names, BtfCText text)
{
    private const int MaxDepth = 64;
    private const int CharactersOfElement = 16;
    private readonly BtfCLayout _layout = new(text);

    /// <summary>Whether types that hold each other were cut.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>A declaration without the semicolon; without a name what stands in a list of parameters.</summary>
    internal void Declare(BtfType type, string name, int indent, int depth = 0)
    {
        if (text.IsFull)
            type = default;
        Before(type, name.Length == 0, indent, depth);
        text.Add(name);
        Behind(type, depth);
    }

    /// <summary>The definition of a structure or union, from its keyword to its brace.</summary>
    internal void Composite(BtfType type, int indent, int depth = 0)
    {
        text.Add(Keyword(type));
        if (!type.NameBytes.IsEmpty)
            text.Add(' ').Add(names.Tag(type));
        text.Add(" {\n");
        var isPacked = false;
        if (text.HasRoomFor((long)type.Count * CharactersOfElement))
            Members(type, indent, depth, out isPacked);
        text.Indent(indent).Add(isPacked ? "} __attribute__((packed))" : "}");
    }

    /// <summary>The definition of an enumeration, from its keyword to its brace.</summary>
    internal void Enumeration(BtfType type, int indent)
    {
        text.Add("enum");
        if (!type.NameBytes.IsEmpty)
            text.Add(' ').Add(names.Tag(type));
        if (type.Count == 0 || !text.HasRoomFor((long)type.Count * CharactersOfElement))
            return;
        text.Add(" {\n");
        foreach (var value in type.EnumValues)
        {
            if (text.IsFull)
                break;
            text.Indent(indent + 1).Add(names.Enumerator(value.Name)).Add(" = ");
            text.Add(type.IsSigned ? value.Value.ToString(CultureInfo.InvariantCulture) : ((ulong)value.Value).ToString(CultureInfo.InvariantCulture));
            text.Add(type.Kind != BtfKind.Enum64 ? ",\n" : type.IsSigned ? "LL,\n" : "ULL,\n");
        }

        text.Indent(indent).Add('}');
        text.Add(type.RecordedSize switch
        {
            1 => " __attribute__((mode(byte)))",
            2 => " __attribute__((mode(HI)))",
            8 when type.Kind == BtfKind.Enum => " __attribute__((mode(DI)))",
            _ => "",
        });
    }

    internal static string Keyword(BtfType type) => type.Kind == BtfKind.Union || type.IsForwardUnion ? "union" : "struct";

    private void Members(BtfType type, int indent, int depth, out bool isPacked)
    {
        var place = _layout.Begin(type);
        foreach (var member in type.Members)
        {
            _layout.Pad(ref place, member, indent + 1);
            if (text.IsFull)
                break;
            text.Indent(indent + 1);
            Declare(member.Type, BtfCNames.IsIdentifier(member.NameBytes) ? member.Name : "", indent + 1, depth + 1);
            if (member.IsBitfield)
                text.Add(": ").Add(member.BitfieldSize);
            text.Add(";\n");
        }

        _layout.PadEnd(place, indent + 1);
        isPacked = place.IsPacked;
    }

    // What is nearer to the name comes later. A type without anything behind it ends without a space.
    private void Before(BtfType type, bool isBare, int indent, int depth)
    {
        var target = type.Target;
        switch (depth > MaxDepth ? BtfKind.Void : type.Kind)
        {
            case BtfKind.Pointer:
                Before(target, false, indent, depth + 1);
                text.Add(HasSuffix(target) ? "(*" : "*");
                break;
            case BtfKind.Array or BtfKind.FunctionPrototype:
                Before(target, false, indent, depth + 1);
                break;
            case BtfKind.Const:
                Qualified(type, "const", isBare, indent, depth);
                break;
            case BtfKind.Volatile:
                Qualified(type, "volatile", isBare, indent, depth);
                break;
            case BtfKind.Restrict when type.SkipQualifiers().Kind == BtfKind.Pointer:
                Qualified(type, "__restrict", isBare, indent, depth);
                break;
            case BtfKind.Restrict or BtfKind.TypeTag:
                Before(target, isBare, indent, depth + 1);
                break;
            default:
                Specifier(type, indent, depth);
                text.Add(isBare ? "" : " ");
                break;
        }
    }

    private void Behind(BtfType type, int depth)
    {
        for (; depth <= MaxDepth; depth++, type = type.Target)
        {
            switch (type.Kind)
            {
                case BtfKind.Pointer:
                    text.Add(HasSuffix(type.Target) ? ")" : "");
                    break;
                case BtfKind.Array:
                    text.Add('[').Add(type.ElementCount).Add(']');
                    break;
                case BtfKind.FunctionPrototype:
                    text.Add('(');
                    Parameters(type, depth);
                    text.Add(')');
                    break;
                case BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag:
                    break;
                default:
                    return;
            }
        }
    }

    // A qualifier stands behind the star of a pointer, before the name of anything else. A function has none, and an array has that of its elements.
    private void Qualified(BtfType type, string qualifier, bool isBare, int indent, int depth)
    {
        var target = type.Target;
        switch (target.SkipQualifiers().Kind)
        {
            case BtfKind.Pointer:
                Before(target, false, indent, depth + 1);
                text.Add(qualifier).Add(isBare ? "" : " ");
                return;
            case BtfKind.FunctionPrototype:
            case BtfKind.Array when target.Kind == BtfKind.Array && target.Target.Kind == type.Kind:
                break;
            default:
                text.Add(qualifier).Add(' ');
                break;
        }

        Before(target, isBare, indent, depth + 1);
    }

    private void Specifier(BtfType type, int indent, int depth)
    {
        var isAnonymous = type.NameBytes.IsEmpty;
        if (depth > MaxDepth)
        {
            IsCut = true;
            type = default;
        }

        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union when isAnonymous:
                Composite(type, indent, depth + 1);
                break;
            case BtfKind.Struct or BtfKind.Union:
                text.Add(Keyword(type)).Add(' ').Add(names.Tag(type));
                break;
            case BtfKind.Forward:
                text.Add(Keyword(type)).Add(' ').Add(type.Name);
                break;
            case BtfKind.Enum or BtfKind.Enum64 when isAnonymous:
                Enumeration(type, indent);
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                text.Add("enum ").Add(names.Tag(type));
                break;
            case BtfKind.Typedef:
                text.Add(names.Typedef(type));
                break;
            case BtfKind.Int or BtfKind.Float:
                text.Add(type.Name);
                break;
            default:
                text.Add("void");
                break;
        }
    }

    private void Parameters(BtfType prototype, int depth)
    {
        var parameters = prototype.Parameters;
        if (parameters is { Count: 0, IsVariadic: false })
        {
            text.Add("void");
            return;
        }

        for (var index = 0; index < parameters.Count; index++)
        {
            if (text.IsFull)
                break;
            text.Add(index == 0 ? "" : ", ");
            Declare(parameters.TypeAt(index), "", 0, depth + 1);
        }

        if (parameters is { IsVariadic: true, Count: > 0 })
            text.Add(", ...");
    }

    private static bool HasSuffix(BtfType type) => type.SkipQualifiers().Kind is BtfKind.Array or BtfKind.FunctionPrototype;
}
