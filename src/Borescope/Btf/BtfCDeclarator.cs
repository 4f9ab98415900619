using System.Globalization;
using System.Text;
using Borescope.Compiler.Btf;

namespace Borescope.Btf;

/// <summary>Writes declarations of a C header: the type around the name, anonymous types with their members in place.</summary>
/// <param name="names">Names of the header.</param>
/// <param name="budget">Characters to be made at most: anonymous types that hold each other would have a text without end.</param>
internal sealed class BtfCDeclarator(BtfCNames names, long budget)
{
    private const int MaxDepth = 64;
    private const int CharactersOfMember = 16;
    private readonly BtfCLayout _layout = new();
    private long _left = budget;

    /// <summary>Whether something was left out.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>A declaration without the semicolon.</summary>
    internal string Declare(BtfType type, string declarator, int indent, int depth = 0)
    {
        if (depth > MaxDepth || !Spend(declarator.Length + 1))
        {
            IsCut = true;
            return $"void {declarator}";
        }

        switch (type.Kind)
        {
            case BtfKind.Pointer:
                var target = type.Target;
                var inner = Unqualified(target).Kind is BtfKind.Array or BtfKind.FunctionPrototype ? $"(*{declarator})" : $"*{declarator}";
                return Declare(target, inner, indent, depth + 1);
            case BtfKind.Array:
                return Declare(type.Target, $"{declarator}[{type.ElementCount.ToString(CultureInfo.InvariantCulture)}]", indent, depth + 1);
            case BtfKind.FunctionPrototype:
                return Declare(type.Target, $"{declarator}({Parameters(type, depth)})", indent, depth + 1);
            case BtfKind.Const:
                return Qualify(type, "const", declarator, indent, depth);
            case BtfKind.Volatile:
                return Qualify(type, "volatile", declarator, indent, depth);
            case BtfKind.Restrict:
                return Unqualified(type).Kind == BtfKind.Pointer
                    ? Qualify(type, "__restrict", declarator, indent, depth) : Declare(type.Target, declarator, indent, depth + 1);
            case BtfKind.TypeTag:
                return Declare(type.Target, declarator, indent, depth + 1);
            default:
                var specifier = Specifier(type, indent, depth);
                Spend(specifier.Length);
                return declarator.Length == 0 ? specifier : $"{specifier} {declarator}";
        }
    }

    /// <summary>The definition of a structure or union, from its keyword to its brace.</summary>
    internal string Composite(BtfType type, int indent, int depth = 0)
    {
        var text = new StringBuilder(Keyword(type));
        if (!type.NameBytes.IsEmpty)
            text.Append(' ').Append(names.Tag(type));
        text.Append(" {\n");
        if (!Spend((long)type.Count * CharactersOfMember))
        {
            Indent(text, indent).Append('}');
            return text.ToString();
        }

        _layout.Begin(type);
        var layout = _layout;
        var state = layout.State;
        foreach (var member in type.Members)
        {
            layout.State = state;
            var before = text.Length;
            layout.Pad(member, text, indent + 1);
            state = layout.State;
            if (!Spend(text.Length - before))
                break;
            var name = BtfCNames.IsIdentifier(member.NameBytes) ? member.Name : "";
            Indent(text, indent + 1).Append(Declare(member.Type, name, indent + 1, depth + 1));
            if (member.IsBitfield)
                text.Append(": ").Append(member.BitfieldSize.ToString(CultureInfo.InvariantCulture));
            text.Append(";\n");
        }

        layout.State = state;
        layout.PadEnd(text, indent + 1);
        Indent(text, indent).Append('}');
        if (state.IsPacked)
            text.Append(" __attribute__((packed))");
        return text.ToString();
    }

    /// <summary>The definition of an enumeration, from its keyword to its brace.</summary>
    internal string Enumeration(BtfType type, int indent)
    {
        var text = new StringBuilder("enum");
        if (!type.NameBytes.IsEmpty)
            text.Append(' ').Append(names.Tag(type));
        if (type.Count == 0 || !Spend((long)type.Count * CharactersOfMember))
            return text.ToString();
        text.Append(" {\n");
        foreach (var value in type.EnumValues)
        {
            Indent(text, indent + 1).Append(names.Enumerator(value.Name)).Append(" = ");
            text.Append(type.IsSigned ? value.Value.ToString(CultureInfo.InvariantCulture) : ((ulong)value.Value).ToString(CultureInfo.InvariantCulture));
            text.Append(type.Kind != BtfKind.Enum64 ? ",\n" : type.IsSigned ? "LL,\n" : "ULL,\n");
        }

        Indent(text, indent).Append('}');
        text.Append(type.RecordedSize switch
        {
            1 => " __attribute__((mode(byte)))",
            2 => " __attribute__((mode(HI)))",
            8 when type.Kind == BtfKind.Enum => " __attribute__((mode(DI)))",
            _ => "",
        });
        return text.ToString();
    }

    internal static string Keyword(BtfType type) => type.Kind == BtfKind.Union || type.IsForwardUnion ? "union" : "struct";

    internal static StringBuilder Indent(StringBuilder text, int indent) => text.Append('\t', indent);

    private string Specifier(BtfType type, int indent, int depth)
    {
        var isAnonymous = type.NameBytes.IsEmpty;
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                return isAnonymous ? Composite(type, indent, depth + 1) : $"{Keyword(type)} {names.Tag(type)}";
            case BtfKind.Forward:
                return $"{Keyword(type)} {type.Name}";
            case BtfKind.Enum or BtfKind.Enum64:
                return isAnonymous ? Enumeration(type, indent) : $"enum {names.Tag(type)}";
            case BtfKind.Typedef:
                return names.Typedef(type);
            case BtfKind.Int or BtfKind.Float:
                return type.Name;
            default:
                return "void";
        }
    }

    private string Qualify(BtfType type, string qualifier, string declarator, int indent, int depth)
    {
        var target = type.Target;
        return Unqualified(target).Kind switch
        {
            // A constant array of constants: C says it once.
            BtfKind.Array when target.Kind == BtfKind.Array && target.Target.Kind == type.Kind => Declare(target, declarator, indent, depth + 1),
            BtfKind.Pointer => Declare(target, declarator.Length == 0 ? qualifier : $"{qualifier} {declarator}", indent, depth + 1),
            BtfKind.FunctionPrototype => Declare(target, declarator, indent, depth + 1),
            _ => $"{qualifier} {Declare(target, declarator, indent, depth + 1)}",
        };
    }

    private string Parameters(BtfType prototype, int depth)
    {
        var parameters = prototype.Parameters;
        if (parameters is { Count: 0, IsVariadic: false })
            return "void";
        var text = new StringBuilder();
        foreach (var parameter in parameters)
        {
            if (text.Length > 0)
                text.Append(", ");
            text.Append(Declare(parameter.Type, "", 0, depth + 1));
        }

        if (parameters.IsVariadic)
            text.Append(text.Length == 0 ? "" : ", ...");
        return text.ToString();
    }

    private bool Spend(long characters)
    {
        _left -= characters;
        IsCut |= _left < 0;
        return _left >= 0;
    }

    private static BtfType Unqualified(BtfType type) => type.SkipQualifiers();
}
